CREATE UNIQUE INDEX "billing_job_name" ON "billing_job" USING btree ("tenant_id",lower("name"));
--> statement-breakpoint
CREATE POLICY definer_reads ON billing_job FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
GRANT SELECT (tenant_id, id, is_active, schedule, start_on) ON billing_job TO flexbill_definer;
--> statement-breakpoint
CREATE POLICY definer_reads ON billing_job_run FOR SELECT TO flexbill_definer USING (true);
--> statement-breakpoint
GRANT SELECT (tenant_id, job_id, business_on, trigger, status) ON billing_job_run TO flexbill_definer;
--> statement-breakpoint
-- When the active jobs of all tenants run, and for which dates they did: ids, dates and schedules alone.
CREATE FUNCTION billing_jobs_for_tick()
RETURNS TABLE (tenant_id uuid, job_id uuid, server text, is_simulation boolean, simulated_at timestamptz,
               schedule jsonb, start_on date, last_run_on date, unfinished_on date[], failed_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT j.tenant_id, j.id, t.server, t.is_simulation, t.simulated_at, j.schedule, j.start_on,
         max(r.business_on),
         coalesce(array_agg(r.business_on) FILTER (WHERE r.status IN ('waiting', 'running')), '{}'),
         max(r.business_on) FILTER (WHERE r.status = 'failed')
    FROM public.billing_job j
    JOIN public.tenant t ON t.id = j.tenant_id
    LEFT JOIN public.billing_job_run r
      ON r.tenant_id = j.tenant_id AND r.job_id = j.id AND r.trigger = 'schedule'
   WHERE j.is_active
   GROUP BY j.tenant_id, j.id, t.server, t.is_simulation, t.simulated_at, j.schedule, j.start_on
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO flexbill_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION billing_jobs_for_tick() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION billing_jobs_for_tick() TO flexbill_gate;
--> statement-breakpoint
ALTER FUNCTION billing_jobs_for_tick() OWNER TO flexbill_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM flexbill_definer;
