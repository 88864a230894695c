CREATE TABLE "recount_cancellation" (
	"tenant_id" uuid NOT NULL,
	"recount_id" uuid NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recount_cancellation_tenant_id_recount_id_pk" PRIMARY KEY("tenant_id","recount_id")
);
--> statement-breakpoint
ALTER TABLE "recount_cancellation" ADD CONSTRAINT "recount_cancellation_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CALL protect_tenant_table('recount_cancellation', true);
