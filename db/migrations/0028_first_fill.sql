ALTER TABLE "asset_pass" ADD COLUMN "is_filling" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "asset_pass_filling" ON "asset_pass" USING btree ("tenant_id","connection_id","asset_type_id") WHERE "asset_pass"."is_filling" AND "asset_pass"."status" = 'running';
--> statement-breakpoint
-- What a first pass fills in is no part of the mirror while the pass is running. No reader has to know: the rows are not
-- there for anybody but passes themselves, who ask for them by `flexbill.first_fill`.
CREATE POLICY first_fill ON asset AS RESTRICTIVE TO flexbill_app USING (
  (SELECT current_setting('flexbill.first_fill', true) = 'seen')
  OR (connection_id, asset_type_id) NOT IN (
    SELECT p.connection_id, p.asset_type_id FROM asset_pass p WHERE p.is_filling AND p.status = 'running'));
--> statement-breakpoint
-- A pass that is given up takes along what it has filled in, whoever gives it up: another release of the app, too.
CREATE FUNCTION remove_first_fill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text := current_setting('flexbill.first_fill', true);
BEGIN
  PERFORM set_config('flexbill.first_fill', 'seen', true);
  DELETE FROM asset
   WHERE tenant_id = NEW.tenant_id AND connection_id = NEW.connection_id AND asset_type_id = NEW.asset_type_id;
  PERFORM set_config('flexbill.first_fill', coalesce(before, ''), true);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER abandoned_fill AFTER UPDATE OF status ON asset_pass FOR EACH ROW
  WHEN (NEW.is_filling AND OLD.status = 'running' AND NEW.status = 'abandoned') EXECUTE FUNCTION remove_first_fill();
