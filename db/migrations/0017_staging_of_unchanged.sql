CREATE TABLE "asset_staging_unchanged" (
	"tenant_id" uuid NOT NULL,
	"pass_id" uuid NOT NULL,
	"revision" bigint NOT NULL,
	"ids" text[] NOT NULL,
	"newest_updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "asset_staging_unchanged_tenant_id_pass_id_revision_pk" PRIMARY KEY("tenant_id","pass_id","revision")
);
--> statement-breakpoint
ALTER TABLE "asset_staging_unchanged" SET UNLOGGED;
--> statement-breakpoint
CALL protect_tenant_table('asset_staging_unchanged', true);
