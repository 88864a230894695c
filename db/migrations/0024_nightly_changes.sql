CREATE TABLE "line_tolerance" (
	"tenant_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"percent" numeric(20, 4),
	"units" numeric(20, 4),
	"money" numeric(20, 4),
	"saved_at" timestamp (3) with time zone NOT NULL,
	"saved_by" text NOT NULL,
	CONSTRAINT "line_tolerance_tenant_id_line_id_pk" PRIMARY KEY("tenant_id","line_id")
);
--> statement-breakpoint
CREATE TABLE "news_seen" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"reading_position" bigint NOT NULL,
	"run_position" bigint NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "news_seen_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "nightly_change_settings" (
	"tenant_id" uuid NOT NULL,
	"tolerance_percent" numeric(20, 4),
	"tolerance_units" numeric(20, 4),
	"tolerance_money" numeric(20, 4),
	"run_cap_percent" numeric(20, 4),
	"version" integer DEFAULT 1 NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"saved_by" text NOT NULL,
	CONSTRAINT "nightly_change_settings_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "line_tolerance" ADD CONSTRAINT "line_tolerance_line" FOREIGN KEY ("tenant_id","line_id") REFERENCES "public"."contract_line"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "news_seen" ADD CONSTRAINT "news_seen_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."app_user"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nightly_change_settings" ADD CONSTRAINT "nightly_change_settings_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CALL protect_tenant_table('nightly_change_settings', true);
--> statement-breakpoint
CALL protect_tenant_table('line_tolerance', true);
--> statement-breakpoint
CALL protect_tenant_table('news_seen', true);
--> statement-breakpoint
CREATE POLICY definer_reads ON it_glue_connection FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
GRANT SELECT (tenant_id, id, server, account_id) ON it_glue_connection TO flexbill_definer;
--> statement-breakpoint
GRANT SELECT (connection_id, last_success_at, last_error_at) ON it_glue_settings TO flexbill_definer;
--> statement-breakpoint
GRANT SELECT (finished_at) ON sync_run TO flexbill_definer;
--> statement-breakpoint
-- Also names the IT Glue account, whose rate limit all who read it share; for the tick and for health.
DROP FUNCTION tenants_for_tick();
--> statement-breakpoint
CREATE FUNCTION tenants_for_tick()
RETURNS TABLE (tenant_id uuid, slug text, server text, is_simulation boolean, simulated_at timestamptz, last_scheduled_on date,
               it_glue_account text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.id, t.slug, t.server, t.is_simulation, t.simulated_at,
         (SELECT max(r.business_on) FROM public.sync_run r
           WHERE r.tenant_id = t.id AND r.trigger = 'schedule' AND r.status = 'completed'),
         (SELECT c.server || '/' || c.account_id FROM public.it_glue_connection c
           WHERE c.tenant_id = t.id AND c.id = s.connection_id)
    FROM public.tenant t JOIN public.it_glue_settings s ON s.tenant_id = t.id AND s.is_enabled
$$;
--> statement-breakpoint
-- What health says to anybody: figures over all tenants, none of them named.
CREATE FUNCTION night_health()
RETURNS TABLE (last_finished_at timestamptz, tenants bigint, unreachable bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT (SELECT max(r.finished_at) FROM public.sync_run r JOIN public.tenant t ON t.id = r.tenant_id
           WHERE r.status IN ('completed', 'failed') AND NOT t.is_simulation),
         count(*), count(*) FILTER (WHERE s.last_error_at IS NOT NULL AND s.last_error_at > coalesce(s.last_success_at, '-infinity'))
    FROM public.it_glue_settings s WHERE s.is_enabled
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO flexbill_definer;
--> statement-breakpoint
DO $$
DECLARE narrow regprocedure;
BEGIN
  FOREACH narrow IN ARRAY ARRAY['tenants_for_tick()', 'night_health()']::regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', narrow);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO flexbill_gate', narrow);
    EXECUTE format('ALTER FUNCTION %s OWNER TO flexbill_definer', narrow);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM flexbill_definer;
