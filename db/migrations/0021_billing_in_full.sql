CREATE TABLE "account_tax_rate" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"effective_on" date NOT NULL,
	"rate_percent" numeric(7, 4),
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "account_tax_rate_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "account_tax_rate_from" UNIQUE("tenant_id","account_id","effective_on")
);
--> statement-breakpoint
CREATE TABLE "account_park" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"explanation" text NOT NULL,
	"line_id" uuid,
	"parked_at" timestamp (3) with time zone NOT NULL,
	"released_at" timestamp (3) with time zone,
	"released_by" text,
	"release_reason" text,
	CONSTRAINT "account_park_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "billing_job" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"action" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"scope" jsonb NOT NULL,
	"range" jsonb NOT NULL,
	"schedule" jsonb NOT NULL,
	"start_on" date NOT NULL,
	"group_invoices_by" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "billing_job_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "billing_job_run" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "billing_job_run_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"job_id" uuid NOT NULL,
	"business_on" date NOT NULL,
	"trigger" text NOT NULL,
	"status" text NOT NULL,
	"summary" jsonb,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"started_by" text NOT NULL,
	CONSTRAINT "billing_job_run_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "conservation_check" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "conservation_check_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"trigger" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"accounts" integer NOT NULL,
	"lines" integer NOT NULL,
	"differences" integer NOT NULL,
	CONSTRAINT "conservation_check_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "billing_settings" (
	"tenant_id" uuid NOT NULL,
	"posts_zero_items" boolean DEFAULT false NOT NULL,
	"stale_after_days" integer DEFAULT 3 NOT NULL,
	"latest_job_start" text DEFAULT '06:00' NOT NULL,
	"group_invoices_by" text DEFAULT 'account' NOT NULL,
	"has_appendix" boolean DEFAULT true NOT NULL,
	"company_address" text DEFAULT '' NOT NULL,
	"company_tax_number" text DEFAULT '' NOT NULL,
	"invoice_footer" text DEFAULT '' NOT NULL,
	"invoice_number_prefix" text DEFAULT '' NOT NULL,
	"credit_note_number_prefix" text DEFAULT 'CN-' NOT NULL,
	"export_names" jsonb DEFAULT '{"xeroAccountCode":"","xeroTaxTypes":{},"quickBooksTaxCodes":{}}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"saved_by" text NOT NULL,
	CONSTRAINT "billing_settings_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "invoice_export" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"target" text NOT NULL,
	"revision" bigint DEFAULT 1 NOT NULL,
	"reason" text,
	"file_hash" text NOT NULL,
	"exported_at" timestamp (3) with time zone NOT NULL,
	"exported_by" text NOT NULL,
	CONSTRAINT "invoice_export_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_export_once" UNIQUE("tenant_id","invoice_id","target","revision")
);
--> statement-breakpoint
CREATE TABLE "invoice_payment" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"received_on" date NOT NULL,
	"reference" text DEFAULT '' NOT NULL,
	"reason" text,
	"request_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "invoice_payment_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "invoice_payment_request" UNIQUE("tenant_id","request_id")
);
--> statement-breakpoint
ALTER TABLE "invoice" DROP CONSTRAINT "invoice_number";--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "invoice_emails" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "routes_invoice_to_parent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "charge" ADD COLUMN "mirror_of_id" uuid;--> statement-breakpoint
ALTER TABLE "charge" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "kind" text DEFAULT 'invoice' NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "credits_invoice_id" uuid;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "has_appendix" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "voided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "voided_by" text;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "void_reason" text;--> statement-breakpoint
ALTER TABLE "mail_message" ADD COLUMN "attachments" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "next_credit_note_number" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "account_tax_rate" ADD CONSTRAINT "account_tax_rate_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_park" ADD CONSTRAINT "account_park_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_job" ADD CONSTRAINT "billing_job_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_job_run" ADD CONSTRAINT "billing_job_run_job" FOREIGN KEY ("tenant_id","job_id") REFERENCES "public"."billing_job"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conservation_check" ADD CONSTRAINT "conservation_check_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_settings" ADD CONSTRAINT "billing_settings_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_export" ADD CONSTRAINT "invoice_export_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_payment" ADD CONSTRAINT "invoice_payment_invoice" FOREIGN KEY ("tenant_id","invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_park_open_once" ON "account_park" USING btree ("tenant_id","account_id","reason") WHERE "account_park"."released_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "billing_job_run_scheduled_once" ON "billing_job_run" USING btree ("tenant_id","job_id","business_on") WHERE "billing_job_run"."trigger" = 'schedule';--> statement-breakpoint
CREATE INDEX "billing_job_run_of_job" ON "billing_job_run" USING btree ("tenant_id","job_id","position");--> statement-breakpoint
CREATE INDEX "invoice_payment_of_invoice" ON "invoice_payment" USING btree ("tenant_id","invoice_id");--> statement-breakpoint
ALTER TABLE "charge" ADD CONSTRAINT "charge_mirror_fk" FOREIGN KEY ("tenant_id","mirror_of_id") REFERENCES "public"."charge"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_credits" FOREIGN KEY ("tenant_id","credits_invoice_id") REFERENCES "public"."invoice"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_credited_once" ON "invoice" USING btree ("tenant_id","credits_invoice_id") WHERE "invoice"."voided_at" IS NULL;--> statement-breakpoint
ALTER TABLE "charge" ADD CONSTRAINT "charge_mirror" UNIQUE("tenant_id","mirror_of_id");--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_number" UNIQUE("tenant_id","kind","number");
--> statement-breakpoint
-- Settings, jobs and what is parked change; payments, exports, tax rates and checks are written once.
CALL protect_tenant_table('billing_settings', true);
--> statement-breakpoint
CALL protect_tenant_table('billing_job', true);
--> statement-breakpoint
CALL protect_tenant_table('billing_job_run', false);
--> statement-breakpoint
GRANT UPDATE (status, summary, finished_at) ON billing_job_run TO flexbill_app;
--> statement-breakpoint
CALL protect_tenant_table('account_park', false);
--> statement-breakpoint
GRANT UPDATE (released_at, released_by, release_reason) ON account_park TO flexbill_app;
--> statement-breakpoint
CALL protect_tenant_table('conservation_check', false);
--> statement-breakpoint
CALL protect_tenant_table('account_tax_rate', false);
--> statement-breakpoint
CALL protect_tenant_table('invoice_payment', false);
--> statement-breakpoint
CALL protect_tenant_table('invoice_export', false);
--> statement-breakpoint
-- Of an issued document nothing changes but that it is void.
GRANT UPDATE (voided_at, voided_by, void_reason) ON invoice TO flexbill_app;
--> statement-breakpoint
GRANT UPDATE (next_credit_note_number) ON tenant TO flexbill_app;
