DROP INDEX "billing_item_due";--> statement-breakpoint
CREATE INDEX "billing_item_of_account" ON "billing_item" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "billing_item_of_contract" ON "billing_item" USING btree ("tenant_id","contract_id");--> statement-breakpoint
CREATE INDEX "billing_item_due" ON "billing_item" USING btree ("tenant_id","invoice_on","effective_on","id");