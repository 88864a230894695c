CREATE TABLE "mail_message" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "mail_message_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"dedupe_key" text NOT NULL,
	"to_addresses" jsonb NOT NULL,
	"subject" text NOT NULL,
	"text_body" text NOT NULL,
	"html_body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"last_error" text,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "mail_message_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "mail_message_once" UNIQUE("tenant_id","kind","dedupe_key")
);
--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "sla" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "is_default_contract" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "is_notification_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "notification_emails" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "is_auto_renewed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "term_start_on" date;--> statement-breakpoint
ALTER TABLE "mail_message" ADD CONSTRAINT "mail_message_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_message_due" ON "mail_message" USING btree ("tenant_id","status","next_attempt_at");--> statement-breakpoint
CREATE INDEX "mail_message_newest" ON "mail_message" USING btree ("tenant_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "contract_default_of_account" ON "contract" USING btree ("tenant_id","account_id") WHERE "contract"."is_default_contract";--> statement-breakpoint
-- A message is never deleted, and what it says never changes: the app only notes what came of sending it.
CALL protect_tenant_table('mail_message', false);
--> statement-breakpoint
GRANT UPDATE (status, attempts, next_attempt_at, leased_until, last_error, sent_at) ON mail_message TO flexbill_app;
--> statement-breakpoint
CREATE POLICY definer_reads ON mail_message FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
GRANT SELECT (tenant_id, status, next_attempt_at, leased_until) ON mail_message TO flexbill_definer;
--> statement-breakpoint
-- Whose mail waits to be sent, across all tenants: ids alone.
CREATE FUNCTION tenants_with_due_mail(at timestamptz)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT DISTINCT m.tenant_id FROM public.mail_message m
   WHERE m.status = 'queued' AND m.next_attempt_at <= at AND (m.leased_until IS NULL OR m.leased_until <= at)
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO flexbill_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION tenants_with_due_mail(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION tenants_with_due_mail(timestamptz) TO flexbill_gate;
--> statement-breakpoint
ALTER FUNCTION tenants_with_due_mail(timestamptz) OWNER TO flexbill_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM flexbill_definer;
