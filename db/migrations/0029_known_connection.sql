-- A foreign key asks for the connection of each asset anew: an eighth of what a first pass costs. This wall asks once for all
-- that a statement writes, and what it relies on is that no connection goes away or becomes another.
ALTER TABLE "asset" DROP CONSTRAINT "asset_connection";
--> statement-breakpoint
CREATE POLICY known_connection ON asset AS RESTRICTIVE TO flexbill_app USING (true) WITH CHECK (
  connection_id IN (SELECT c.id FROM it_glue_connection c));
--> statement-breakpoint
REVOKE UPDATE, DELETE ON it_glue_connection FROM flexbill_app;
--> statement-breakpoint
GRANT UPDATE (account_name) ON it_glue_connection TO flexbill_app;
