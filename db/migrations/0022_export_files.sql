CREATE TABLE "export_file" (
	"tenant_id" uuid NOT NULL,
	"file_hash" text NOT NULL,
	"target" text NOT NULL,
	"file_name" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "export_file_tenant_id_file_hash_pk" PRIMARY KEY("tenant_id","file_hash")
);
--> statement-breakpoint
ALTER TABLE "export_file" ADD CONSTRAINT "export_file_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_export" ADD CONSTRAINT "invoice_export_file" FOREIGN KEY ("tenant_id","file_hash") REFERENCES "public"."export_file"("tenant_id","file_hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invoice_export_in_file" ON "invoice_export" USING btree ("tenant_id","file_hash");
--> statement-breakpoint
CALL protect_tenant_table('export_file', false);
