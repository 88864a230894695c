CREATE TABLE "opening_amount" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"line_id" uuid NOT NULL,
	"period_start_on" date NOT NULL,
	"period_end_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "opening_amount_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "opening_amount_of_period" UNIQUE("tenant_id","line_id","period_start_on")
);
--> statement-breakpoint
ALTER TABLE "contract" ADD COLUMN "anchor_day" smallint;--> statement-breakpoint
ALTER TABLE "opening_amount" ADD CONSTRAINT "opening_amount_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CALL protect_tenant_table('opening_amount', true);
