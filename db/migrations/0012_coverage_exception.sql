CREATE TABLE "coverage_exception" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"asset_type_id" text NOT NULL,
	"asset_id" text NOT NULL,
	"measure_key" text NOT NULL,
	"part" text NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"accepted_at" timestamp (3) with time zone NOT NULL,
	"accepted_by" text NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" text,
	CONSTRAINT "coverage_exception_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "coverage_exception" ADD CONSTRAINT "coverage_exception_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "coverage_exception_of_account" ON "coverage_exception" USING btree ("tenant_id","account_id");
--> statement-breakpoint
CALL protect_tenant_table('coverage_exception', true);
