-- Rotating keys works through every tenant, also those whose IT Glue is turned off: ids and company names alone.
CREATE FUNCTION every_tenant()
RETURNS TABLE (tenant_id uuid, slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.id, t.slug FROM public.tenant t ORDER BY t.slug
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO flexbill_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION every_tenant() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION every_tenant() TO flexbill_gate;
--> statement-breakpoint
ALTER FUNCTION every_tenant() OWNER TO flexbill_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM flexbill_definer;
