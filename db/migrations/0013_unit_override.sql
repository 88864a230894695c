CREATE TABLE "unit_override" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"line_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"through_on" date NOT NULL,
	"units" numeric(20, 4) NOT NULL,
	"reason" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" text,
	CONSTRAINT "unit_override_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "unit_override" ADD CONSTRAINT "unit_override_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "unit_override_of_line" ON "unit_override" USING btree ("tenant_id","line_id");
--> statement-breakpoint
CALL protect_tenant_table('unit_override', true);
