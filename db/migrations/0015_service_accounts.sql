ALTER TABLE "contract_line" ADD COLUMN "is_excluded_from_bulk_changes" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "service" ADD COLUMN "sub_category" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "service" ADD COLUMN "income_account" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "service" ADD COLUMN "expense_account" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "contract_line_of_service" ON "contract_line" USING btree ("tenant_id","service_id");