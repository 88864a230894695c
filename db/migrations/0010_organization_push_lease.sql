ALTER TABLE "it_glue_settings" ADD COLUMN "organizations_revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "organization_push_lease_id" uuid;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "organization_push_lease_until" timestamp (3) with time zone;