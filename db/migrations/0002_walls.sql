-- The walls of design.md 10. Roles are made once per cluster, so every statement here can meet them already there.
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['flexbill_app', 'flexbill_gate', 'flexbill_definer', 'flexbill_runner'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', wanted);
    END IF;
    EXECUTE format('GRANT %I TO CURRENT_USER WITH SET TRUE', wanted);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO flexbill_app, flexbill_gate, flexbill_definer;
--> statement-breakpoint
GRANT USAGE ON SCHEMA runner TO flexbill_runner;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA runner TO flexbill_runner;
--> statement-breakpoint
-- The tenant a transaction works for; null outside withTenant, so that nothing matches.
CREATE FUNCTION current_tenant_id() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('flexbill.tenant_id', true), '')::uuid
$$;
--> statement-breakpoint
-- Puts one tenant table behind the wall. Every migration that adds a table with tenant_id calls this for it.
CREATE PROCEDURE protect_tenant_table(table_name text, may_change boolean) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format(
    'CREATE POLICY tenant_wall ON %I TO flexbill_app USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())',
    table_name);
  EXECUTE format('GRANT SELECT, INSERT ON %I TO flexbill_app', table_name);
  IF may_change THEN
    EXECUTE format('GRANT UPDATE, DELETE ON %I TO flexbill_app', table_name);
  END IF;
END $$;
--> statement-breakpoint
-- What proves a billed unit or a cent is written once: no role of the app can change or delete it.
DO $$
DECLARE found text;
BEGIN
  FOR found IN
    SELECT c.relname FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE n.nspname = 'public' AND c.relkind = 'r'
  LOOP
    CALL protect_tenant_table(found, found <> ALL (ARRAY['audit_event', 'evidence', 'reading', 'unit_segment',
      'price_segment', 'line_terms', 'charge', 'invoice', 'invoice_line']));
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON tenant TO flexbill_app USING (id = current_tenant_id()) WITH CHECK (id = current_tenant_id());
--> statement-breakpoint
GRANT SELECT, INSERT ON tenant TO flexbill_app;
--> statement-breakpoint
GRANT UPDATE (name, simulated_at, simulation_moving_to_on, next_contract_number, next_invoice_number) ON tenant TO flexbill_app;
--> statement-breakpoint
-- Sign-in and the tick must look across tenants before they know one: through these functions and nothing else.
CREATE POLICY definer_reads ON tenant FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
CREATE POLICY definer_reads ON app_user FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
CREATE POLICY definer_reads ON it_glue_settings FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
CREATE POLICY definer_reads ON sync_run FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
GRANT SELECT ON tenant, app_user TO flexbill_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, is_enabled) ON it_glue_settings TO flexbill_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, business_on, trigger, status) ON sync_run TO flexbill_definer;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_throttle TO flexbill_definer;
--> statement-breakpoint
CREATE FUNCTION sign_in_candidate(company text, user_email text)
RETURNS TABLE (tenant_id uuid, user_id uuid, password_hash text, is_active boolean, session_version bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.tenant_id, u.id, u.password_hash, u.is_active, u.session_version
    FROM public.app_user u JOIN public.tenant t ON t.id = u.tenant_id
   WHERE t.slug = lower(company) AND u.email = lower(user_email)
$$;
--> statement-breakpoint
CREATE FUNCTION session_holder(session_user_id uuid)
RETURNS TABLE (
  tenant_id uuid, user_id uuid, email text, name text, role text, is_active boolean, session_version bigint,
  tenant_name text, tenant_slug text, server text, currency text, is_simulation boolean, simulated_at timestamptz,
  simulation_moving_to_on text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.tenant_id, u.id, u.email, u.name, u.role, u.is_active, u.session_version,
         t.name, t.slug, t.server, t.currency, t.is_simulation, t.simulated_at, t.simulation_moving_to_on
    FROM public.app_user u JOIN public.tenant t ON t.id = u.tenant_id
   WHERE u.id = session_user_id
$$;
--> statement-breakpoint
CREATE FUNCTION tenants_for_tick()
RETURNS TABLE (tenant_id uuid, slug text, server text, is_simulation boolean, simulated_at timestamptz, last_scheduled_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.id, t.slug, t.server, t.is_simulation, t.simulated_at,
         (SELECT max(r.business_on) FROM public.sync_run r
           WHERE r.tenant_id = t.id AND r.trigger = 'schedule' AND r.status = 'completed')
    FROM public.tenant t JOIN public.it_glue_settings s ON s.tenant_id = t.id AND s.is_enabled
$$;
--> statement-breakpoint
CREATE FUNCTION tenant_by_slug(wanted text)
RETURNS TABLE (tenant_id uuid, slug text, server text, is_simulation boolean, simulated_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.id, t.slug, t.server, t.is_simulation, t.simulated_at FROM public.tenant t WHERE t.slug = lower(wanted)
$$;
--> statement-breakpoint
-- Counts an attempt at sign-in and answers whether it is still admitted in its window.
CREATE FUNCTION admit_sign_in(throttle_key text, asked_at timestamptz, window_seconds integer, allowed integer)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO public.sign_in_throttle AS t (key, window_started_at, attempts) VALUES (throttle_key, asked_at, 1)
  ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN t.window_started_at + make_interval(secs => window_seconds) <= asked_at THEN 1 ELSE t.attempts + 1 END,
    window_started_at = CASE WHEN t.window_started_at + make_interval(secs => window_seconds) <= asked_at THEN asked_at ELSE t.window_started_at END
  RETURNING attempts <= allowed
$$;
--> statement-breakpoint
CREATE FUNCTION forgive_sign_in(throttle_key text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DELETE FROM public.sign_in_throttle WHERE key = throttle_key
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO flexbill_definer;
--> statement-breakpoint
DO $$
DECLARE narrow regprocedure;
BEGIN
  FOREACH narrow IN ARRAY ARRAY[
    'sign_in_candidate(text,text)', 'session_holder(uuid)', 'tenants_for_tick()', 'tenant_by_slug(text)',
    'admit_sign_in(text,timestamptz,integer,integer)', 'forgive_sign_in(text)']::regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', narrow);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO flexbill_gate', narrow);
    EXECUTE format('ALTER FUNCTION %s OWNER TO flexbill_definer', narrow);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM flexbill_definer;
