CREATE INDEX "billing_item_by_effective_on" ON "billing_item" USING btree ("tenant_id","effective_on","id");--> statement-breakpoint
CREATE INDEX "billing_item_by_amount" ON "billing_item" USING btree ("tenant_id","amount_minor","effective_on","id");--> statement-breakpoint
CREATE INDEX "billing_item_sums" ON "billing_item" USING btree ("tenant_id","currency","invoice_on","kind","amount_minor");--> statement-breakpoint
CREATE INDEX "contract_name" ON "contract" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "contract_line_name" ON "contract_line" USING btree ("tenant_id","name");