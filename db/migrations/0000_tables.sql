CREATE SCHEMA "runner";
--> statement-breakpoint
CREATE TABLE "account" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"account_code" text,
	"type_name" text,
	"status_name" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"currency" text,
	"billing_name" text,
	"billing_address" text,
	"tax_rate_percent" numeric(7, 4),
	"payment_term_days" bigint DEFAULT 30 NOT NULL,
	"source" text NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "account_organization" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"organization_id" text NOT NULL,
	"account_id" uuid NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_organization_tenant_id_connection_id_organization_id_pk" PRIMARY KEY("tenant_id","connection_id","organization_id")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_user_id" uuid,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"changes" jsonb NOT NULL,
	"reason" text,
	CONSTRAINT "audit_event_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "billing_item" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"period_start_on" date NOT NULL,
	"period_end_on" date NOT NULL,
	"effective_on" date NOT NULL,
	"units" numeric(20, 4),
	"previous_units" numeric(20, 4),
	"unit_price" numeric(20, 8),
	"previous_unit_price" numeric(20, 8),
	"days" bigint NOT NULL,
	"period_days" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"explanation" text NOT NULL,
	"reading_id" uuid,
	"kind" text NOT NULL,
	"invoice_on" date NOT NULL,
	CONSTRAINT "billing_item_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "billing_item_identity" UNIQUE("tenant_id","line_id","period_start_on","kind","effective_on")
);
--> statement-breakpoint
CREATE TABLE "charge" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"period_start_on" date NOT NULL,
	"period_end_on" date NOT NULL,
	"effective_on" date NOT NULL,
	"units" numeric(20, 4),
	"previous_units" numeric(20, 4),
	"unit_price" numeric(20, 8),
	"previous_unit_price" numeric(20, 8),
	"days" bigint NOT NULL,
	"period_days" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"explanation" text NOT NULL,
	"reading_id" uuid,
	"kind" text NOT NULL,
	"revision" bigint DEFAULT 1 NOT NULL,
	"tax_treatment" text NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL,
	"posted_by" text NOT NULL,
	CONSTRAINT "charge_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "charge_identity" UNIQUE("tenant_id","line_id","period_start_on","kind","effective_on","revision")
);
--> statement-breakpoint
CREATE TABLE "contract" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"contract_number" bigint NOT NULL,
	"name" text NOT NULL,
	"reference_number" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"billing_cycle" text NOT NULL,
	"alignment" text NOT NULL,
	"issue_invoice_on" text NOT NULL,
	"start_on" date NOT NULL,
	"end_on" date,
	"billed_elsewhere_through_on" date,
	"currency" text NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contract_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "contract_number_unique" UNIQUE("tenant_id","contract_number")
);
--> statement-breakpoint
CREATE TABLE "contract_line" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"contract_id" uuid NOT NULL,
	"service_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"sort_order" bigint DEFAULT 1 NOT NULL,
	"start_on" date NOT NULL,
	"end_on" date,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contract_line_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "line_terms" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"line_id" uuid NOT NULL,
	"terms_version" bigint NOT NULL,
	"effective_on" date NOT NULL,
	"bill_by" text NOT NULL,
	"count_rule" jsonb,
	"rule_in_words" text,
	"rounding" text DEFAULT 'none' NOT NULL,
	"minimum_units" numeric(20, 4),
	"included_units" numeric(20, 4),
	"maximum_units" numeric(20, 4),
	"prorate_increases" text DEFAULT 'daily' NOT NULL,
	"prorate_decreases" text DEFAULT 'daily' NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "line_terms_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "line_terms_version" UNIQUE("tenant_id","line_id","terms_version")
);
--> statement-breakpoint
CREATE TABLE "price_segment" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"line_id" uuid NOT NULL,
	"effective_on" date NOT NULL,
	"unit_price" numeric(20, 8) NOT NULL,
	"unit_cost" numeric(20, 8),
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "price_segment_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "price_segment_recorded" UNIQUE("tenant_id","line_id","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"tenant_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"compressed" "bytea" NOT NULL,
	"first_stored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "evidence_tenant_id_hash_pk" PRIMARY KEY("tenant_id","hash")
);
--> statement-breakpoint
CREATE TABLE "held_change" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"line_id" uuid NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"reading_id" uuid NOT NULL,
	"first_seen_on" date NOT NULL,
	"current_units" numeric(20, 4),
	"proposed_units" numeric(20, 4) NOT NULL,
	"reasons" jsonb NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"decision_reason" text,
	"version" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "held_change_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "reading" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"line_id" uuid,
	"run_id" uuid,
	"source" text NOT NULL,
	"rule" jsonb NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"business_on" date NOT NULL,
	"state" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"units" numeric(20, 4),
	"evidence_hash" text,
	"asked_by_user_id" uuid,
	CONSTRAINT "reading_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "unit_segment" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"line_id" uuid NOT NULL,
	"effective_on" date NOT NULL,
	"units" numeric(20, 4) NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"reading_id" uuid,
	"recorded_by" text NOT NULL,
	"reason" text,
	CONSTRAINT "unit_segment_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "unit_segment_recorded" UNIQUE("tenant_id","line_id","recorded_at")
);
--> statement-breakpoint
CREATE TABLE "invoice" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint NOT NULL,
	"account_id" uuid NOT NULL,
	"billing_name" text NOT NULL,
	"billing_address" text,
	"currency" text NOT NULL,
	"invoice_on" date NOT NULL,
	"due_on" date NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"tax_lines" jsonb NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"issued_by" text NOT NULL,
	CONSTRAINT "invoice_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_number" UNIQUE("tenant_id","number")
);
--> statement-breakpoint
CREATE TABLE "invoice_line" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"charge_id" uuid NOT NULL,
	"sort_order" bigint NOT NULL,
	"service_name" text NOT NULL,
	"description" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"tax_rate_percent" numeric(7, 4),
	CONSTRAINT "invoice_line_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_line_charge" UNIQUE("tenant_id","invoice_id","charge_id")
);
--> statement-breakpoint
CREATE TABLE "connect_attempt" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"session_id" text NOT NULL,
	"server" text NOT NULL,
	"state_hash" text NOT NULL,
	"sealed_verifier" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "connect_attempt_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "connect_attempt_state" UNIQUE("tenant_id","state_hash")
);
--> statement-breakpoint
CREATE TABLE "it_glue_connection" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"server" text NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text NOT NULL,
	"first_proved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "it_glue_connection_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "it_glue_connection_account" UNIQUE("tenant_id","server","account_id")
);
--> statement-breakpoint
CREATE TABLE "it_glue_settings" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"is_enabled" boolean DEFAULT false NOT NULL,
	"subdomain" text NOT NULL,
	"server" text NOT NULL,
	"is_two_way_sync_enabled" boolean DEFAULT false NOT NULL,
	"sealed_api_key" text,
	"api_key_last_four" text,
	"api_key_set_at" timestamp (3) with time zone,
	"connection_id" uuid,
	"identity_changed_at" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_error_at" timestamp (3) with time zone,
	"last_error_code" text,
	"version" bigint DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_connection" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"sealed_access" text NOT NULL,
	"sealed_refresh" text,
	"access_expires_at" timestamp (3) with time zone,
	"status" text NOT NULL,
	"connected_at" timestamp (3) with time zone NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "user_connection_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "asset" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"id" text NOT NULL,
	"organization_id" text NOT NULL,
	"asset_type_id" text NOT NULL,
	"name" text NOT NULL,
	"traits" jsonb NOT NULL,
	"is_archived" boolean NOT NULL,
	"is_restricted" boolean NOT NULL,
	"resource_url" text,
	"it_glue_updated_at" timestamp (3) with time zone NOT NULL,
	"content_hash" text NOT NULL,
	"missing_since" timestamp (3) with time zone,
	CONSTRAINT "asset_tenant_id_connection_id_id_pk" PRIMARY KEY("tenant_id","connection_id","id")
);
--> statement-breakpoint
CREATE TABLE "asset_type" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"is_enabled" boolean NOT NULL,
	"fields" jsonb NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"missing_since" timestamp (3) with time zone,
	CONSTRAINT "asset_type_tenant_id_connection_id_id_pk" PRIMARY KEY("tenant_id","connection_id","id")
);
--> statement-breakpoint
CREATE TABLE "organization" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"short_name" text,
	"type_name" text,
	"status_name" text,
	"parent_id" text,
	"is_primary" boolean NOT NULL,
	"it_glue_updated_at" timestamp (3) with time zone NOT NULL,
	"missing_since" timestamp (3) with time zone,
	CONSTRAINT "organization_tenant_id_connection_id_id_pk" PRIMARY KEY("tenant_id","connection_id","id")
);
--> statement-breakpoint
CREATE TABLE "runner"."job_event" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"data" jsonb NOT NULL,
	"dedupe_id" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "job_event_dedupe" UNIQUE("dedupe_id")
);
--> statement-breakpoint
CREATE TABLE "runner"."job_run" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"function_id" text NOT NULL,
	"event_id" uuid,
	"slot" text,
	"event" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempt" bigint DEFAULT 0 NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"output" jsonb,
	"error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "job_run_slot" UNIQUE("function_id","slot")
);
--> statement-breakpoint
CREATE TABLE "runner"."job_step" (
	"run_id" uuid NOT NULL,
	"step_id" text NOT NULL,
	"position" bigint NOT NULL,
	"result" jsonb NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "job_step_run_id_step_id_pk" PRIMARY KEY("run_id","step_id")
);
--> statement-breakpoint
CREATE TABLE "service" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"category" text DEFAULT '' NOT NULL,
	"unit_of_measure" text DEFAULT '' NOT NULL,
	"unit_price" numeric(20, 8) NOT NULL,
	"unit_cost" numeric(20, 8),
	"is_taxable" boolean DEFAULT true NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "service_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "service_name" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "sync_run" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"business_on" date NOT NULL,
	"trigger" text NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"summary" jsonb NOT NULL,
	CONSTRAINT "sync_run_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sync_run_line" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"reading_id" uuid,
	"state" text NOT NULL,
	"outcome" text NOT NULL,
	"previous_units" numeric(20, 4),
	"units" numeric(20, 4),
	"reasons" jsonb NOT NULL,
	CONSTRAINT "sync_run_line_tenant_id_run_id_line_id_pk" PRIMARY KEY("tenant_id","run_id","line_id")
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"role" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"session_version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "app_user_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "app_user_email" UNIQUE("tenant_id","email")
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"server" text NOT NULL,
	"currency" text DEFAULT 'USD' NOT NULL,
	"is_simulation" boolean DEFAULT false NOT NULL,
	"simulated_at" timestamp (3) with time zone,
	"simulation_moving_to_on" text,
	"next_contract_number" bigint DEFAULT 1 NOT NULL,
	"next_invoice_number" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tenant_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "tenant_data_key" (
	"tenant_id" uuid NOT NULL,
	"key_id" text NOT NULL,
	"sealed_key" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tenant_data_key_tenant_id_key_id_pk" PRIMARY KEY("tenant_id","key_id")
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_organization" ADD CONSTRAINT "account_organization_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_organization" ADD CONSTRAINT "account_organization_organization_fk" FOREIGN KEY ("tenant_id","connection_id","organization_id") REFERENCES "public"."organization"("tenant_id","connection_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_item" ADD CONSTRAINT "billing_item_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_item" ADD CONSTRAINT "billing_item_contract" FOREIGN KEY ("tenant_id","contract_id") REFERENCES "public"."contract"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_item" ADD CONSTRAINT "billing_item_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_item" ADD CONSTRAINT "billing_item_reading" FOREIGN KEY ("tenant_id","reading_id") REFERENCES "public"."reading"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge" ADD CONSTRAINT "charge_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge" ADD CONSTRAINT "charge_contract" FOREIGN KEY ("tenant_id","contract_id") REFERENCES "public"."contract"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge" ADD CONSTRAINT "charge_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge" ADD CONSTRAINT "charge_reading" FOREIGN KEY ("tenant_id","reading_id") REFERENCES "public"."reading"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract" ADD CONSTRAINT "contract_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_line" ADD CONSTRAINT "contract_line_contract" FOREIGN KEY ("tenant_id","contract_id") REFERENCES "public"."contract"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_line" ADD CONSTRAINT "contract_line_service" FOREIGN KEY ("tenant_id","service_id") REFERENCES "public"."service"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_terms" ADD CONSTRAINT "line_terms_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_segment" ADD CONSTRAINT "price_segment_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_change" ADD CONSTRAINT "held_change_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_change" ADD CONSTRAINT "held_change_reading" FOREIGN KEY ("tenant_id","reading_id") REFERENCES "public"."reading"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading" ADD CONSTRAINT "reading_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading" ADD CONSTRAINT "reading_contract" FOREIGN KEY ("tenant_id","contract_id") REFERENCES "public"."contract"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading" ADD CONSTRAINT "reading_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading" ADD CONSTRAINT "reading_evidence" FOREIGN KEY ("tenant_id","evidence_hash") REFERENCES "public"."evidence"("tenant_id","hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading" ADD CONSTRAINT "reading_run" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."sync_run"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_segment" ADD CONSTRAINT "unit_segment_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_segment" ADD CONSTRAINT "unit_segment_reading" FOREIGN KEY ("tenant_id","reading_id") REFERENCES "public"."reading"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_charge_fk" FOREIGN KEY ("tenant_id","charge_id") REFERENCES "public"."charge"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connect_attempt" ADD CONSTRAINT "connect_attempt_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."app_user"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "it_glue_connection" ADD CONSTRAINT "it_glue_connection_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD CONSTRAINT "it_glue_settings_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "it_glue_settings" ADD CONSTRAINT "it_glue_settings_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_connection" ADD CONSTRAINT "user_connection_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."app_user"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_connection" ADD CONSTRAINT "user_connection_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset" ADD CONSTRAINT "asset_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_type" ADD CONSTRAINT "asset_type_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization" ADD CONSTRAINT "organization_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."it_glue_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runner"."job_run" ADD CONSTRAINT "job_run_event_id_job_event_id_fk" FOREIGN KEY ("event_id") REFERENCES "runner"."job_event"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runner"."job_step" ADD CONSTRAINT "job_step_run_id_job_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "runner"."job_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service" ADD CONSTRAINT "service_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_run_line" ADD CONSTRAINT "sync_run_line_run" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."sync_run"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_run_line" ADD CONSTRAINT "sync_run_line_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app_user" ADD CONSTRAINT "app_user_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_data_key" ADD CONSTRAINT "tenant_data_key_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_name" ON "account" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "account_organization_account" ON "account_organization" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "audit_event_newest" ON "audit_event" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "audit_event_subject" ON "audit_event" USING btree ("tenant_id","subject_kind","subject_id");--> statement-breakpoint
CREATE INDEX "billing_item_due" ON "billing_item" USING btree ("tenant_id","invoice_on");--> statement-breakpoint
CREATE INDEX "charge_of_account" ON "charge" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "contract_of_account" ON "contract" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "contract_line_of_contract" ON "contract_line" USING btree ("tenant_id","contract_id");--> statement-breakpoint
CREATE UNIQUE INDEX "held_change_open" ON "held_change" USING btree ("tenant_id","line_id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "reading_of_line" ON "reading" USING btree ("tenant_id","line_id","asked_at");--> statement-breakpoint
CREATE INDEX "invoice_of_account" ON "invoice" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "invoice_line_of_charge" ON "invoice_line" USING btree ("tenant_id","charge_id");--> statement-breakpoint
CREATE INDEX "asset_of_organization" ON "asset" USING btree ("tenant_id","connection_id","asset_type_id","organization_id");--> statement-breakpoint
CREATE INDEX "job_run_waiting" ON "runner"."job_run" USING btree ("status","available_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_run_scheduled" ON "sync_run" USING btree ("tenant_id","business_on") WHERE trigger = 'schedule';--> statement-breakpoint
CREATE INDEX "sync_run_newest" ON "sync_run" USING btree ("tenant_id","started_at");--> statement-breakpoint
CREATE INDEX "sync_run_line_of_line" ON "sync_run_line" USING btree ("tenant_id","line_id");--> statement-breakpoint
CREATE INDEX "app_user_by_id" ON "app_user" USING btree ("id");