CREATE TABLE "it_glue_request_budget" (
	"tenant_id" uuid NOT NULL,
	"credential_digest" text NOT NULL,
	"tokens" double precision NOT NULL,
	"refilled_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "it_glue_request_budget_tenant_id_credential_digest_pk" PRIMARY KEY("tenant_id","credential_digest")
);
--> statement-breakpoint
CREATE TABLE "it_glue_request_tally" (
	"tenant_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"requests" bigint NOT NULL,
	CONSTRAINT "it_glue_request_tally_tenant_id_started_at_pk" PRIMARY KEY("tenant_id","started_at")
);
--> statement-breakpoint
CREATE TABLE "asset_pass" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "asset_pass_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" uuid NOT NULL,
	"asset_type_id" text NOT NULL,
	"run_id" uuid,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"next_page" text,
	"progress" jsonb NOT NULL,
	"pages" bigint DEFAULT 0 NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"milliseconds" bigint DEFAULT 0 NOT NULL,
	"assets" bigint DEFAULT 0 NOT NULL,
	"changed" bigint DEFAULT 0 NOT NULL,
	"missing" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "asset_pass_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "asset_staging" (
	"tenant_id" uuid NOT NULL,
	"pass_id" uuid NOT NULL,
	"id" text NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"traits" jsonb NOT NULL,
	"is_archived" boolean NOT NULL,
	"is_restricted" boolean NOT NULL,
	"resource_url" text,
	"it_glue_updated_at" timestamp (3) with time zone NOT NULL,
	"content_hash" text NOT NULL,
	CONSTRAINT "asset_staging_tenant_id_pass_id_id_pk" PRIMARY KEY("tenant_id","pass_id","id")
);
--> statement-breakpoint
CREATE TABLE "asset_type_mirror" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"asset_type_id" text NOT NULL,
	"asset_count" bigint NOT NULL,
	"watermark_at" timestamp (3) with time zone,
	"last_pass_id" uuid NOT NULL,
	"last_pass_at" timestamp (3) with time zone NOT NULL,
	"last_full_pass_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "asset_type_mirror_tenant_id_connection_id_asset_type_id_pk" PRIMARY KEY("tenant_id","connection_id","asset_type_id")
);
--> statement-breakpoint
CREATE TABLE "asset_version" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"asset_id" text NOT NULL,
	"seen_until" timestamp (3) with time zone NOT NULL,
	"seen_since" timestamp (3) with time zone,
	"organization_id" text NOT NULL,
	"asset_type_id" text NOT NULL,
	"name" text NOT NULL,
	"traits" jsonb NOT NULL,
	"is_archived" boolean NOT NULL,
	"is_restricted" boolean NOT NULL,
	"it_glue_updated_at" timestamp (3) with time zone NOT NULL,
	"was_missing" boolean NOT NULL,
	CONSTRAINT "asset_version_tenant_id_connection_id_asset_id_seen_until_pk" PRIMARY KEY("tenant_id","connection_id","asset_id","seen_until")
);
--> statement-breakpoint
CREATE TABLE "organization_kind" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"missing_since" timestamp (3) with time zone,
	CONSTRAINT "organization_kind_tenant_id_connection_id_kind_id_pk" PRIMARY KEY("tenant_id","connection_id","kind","id")
);
--> statement-breakpoint
CREATE TABLE "organization_sync_log" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "organization_sync_log_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"event" text NOT NULL,
	"organization_id" text,
	"organization_name" text,
	"account_id" uuid,
	"account_name" text,
	"reason" text,
	"detail" text,
	"fields" jsonb NOT NULL,
	"actor_name" text NOT NULL,
	CONSTRAINT "organization_sync_log_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "parent_account_id" uuid;--> statement-breakpoint
ALTER TABLE "account_organization" ADD COLUMN "is_leading" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "account_organization" ADD COLUMN "state" text DEFAULT 'synced' NOT NULL;--> statement-breakpoint
ALTER TABLE "account_organization" ADD COLUMN "snapshot" jsonb;--> statement-breakpoint
ALTER TABLE "account_organization" ADD COLUMN "synced_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account_organization" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "api_key_used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "counting_identity" text DEFAULT 'api-key' NOT NULL;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "counting_user_id" uuid;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "synced_type_ids" jsonb;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "synced_status_ids" jsonb;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "account_defaults" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD COLUMN "organizations_synced_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "user_connection" ADD COLUMN "last_used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "user_connection" ADD COLUMN "token_version" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "user_connection" ADD COLUMN "refresh_lease_id" uuid;--> statement-breakpoint
ALTER TABLE "user_connection" ADD COLUMN "refresh_lease_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "asset" ADD COLUMN "seen_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "organization" ADD COLUMN "type_id" text;--> statement-breakpoint
ALTER TABLE "organization" ADD COLUMN "status_id" text;--> statement-breakpoint
ALTER TABLE "it_glue_request_budget" ADD CONSTRAINT "it_glue_request_budget_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "it_glue_request_tally" ADD CONSTRAINT "it_glue_request_tally_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_pass" ADD CONSTRAINT "asset_pass_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_staging" ADD CONSTRAINT "asset_staging_pass" FOREIGN KEY ("tenant_id","pass_id") REFERENCES "public"."asset_pass"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_type_mirror" ADD CONSTRAINT "asset_type_mirror_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_version" ADD CONSTRAINT "asset_version_asset" FOREIGN KEY ("tenant_id","connection_id","asset_id") REFERENCES "public"."asset"("tenant_id","connection_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_kind" ADD CONSTRAINT "organization_kind_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_sync_log" ADD CONSTRAINT "organization_sync_log_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_sync_log" ADD CONSTRAINT "organization_sync_log_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "asset_pass_of_type" ON "asset_pass" USING btree ("tenant_id","connection_id","asset_type_id","position");--> statement-breakpoint
CREATE INDEX "asset_pass_of_run" ON "asset_pass" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE INDEX "asset_version_of_organization" ON "asset_version" USING btree ("tenant_id","connection_id","asset_type_id","organization_id");--> statement-breakpoint
CREATE INDEX "organization_sync_log_newest" ON "organization_sync_log" USING btree ("tenant_id","position");--> statement-breakpoint
CREATE INDEX "organization_sync_log_of_organization" ON "organization_sync_log" USING btree ("tenant_id","organization_id");--> statement-breakpoint
CREATE INDEX "organization_sync_log_of_account" ON "organization_sync_log" USING btree ("tenant_id","account_id");--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_parent" FOREIGN KEY ("tenant_id","parent_account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD CONSTRAINT "it_glue_settings_counting_user" FOREIGN KEY ("tenant_id","counting_user_id") REFERENCES "public"."app_user"("tenant_id","id") ON DELETE no action ON UPDATE no action;