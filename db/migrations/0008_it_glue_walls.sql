CALL protect_tenant_table('organization_kind', true);
--> statement-breakpoint
CALL protect_tenant_table('asset_version', false);
--> statement-breakpoint
CALL protect_tenant_table('asset_type_mirror', true);
--> statement-breakpoint
CALL protect_tenant_table('asset_pass', true);
--> statement-breakpoint
CALL protect_tenant_table('asset_staging', true);
--> statement-breakpoint
CALL protect_tenant_table('it_glue_request_budget', true);
--> statement-breakpoint
CALL protect_tenant_table('it_glue_request_tally', true);
--> statement-breakpoint
CALL protect_tenant_table('organization_sync_log', false);
