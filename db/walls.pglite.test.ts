import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { startTestDatabase } from "@/lib/testing/test-database";

let client: PGlite;
beforeAll(async () => {
  client = await startTestDatabase();
});

const rows = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;

/** Every table that holds a tenant's records; a new one without its wall fails the tests below. */
const TENANT_TABLES = `
  SELECT c.oid, c.relname AS name FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'
     AND (c.relname = 'tenant' OR EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))`;

describe("the catalogue of walls", () => {
  it("knows every table: one without tenant_id is on the short list of system tables", async () => {
    const others = await rows(`
      SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'
         AND c.oid NOT IN (SELECT oid FROM (${TENANT_TABLES}) t) ORDER BY 1`);
    expect(others.map((row) => row.name)).toEqual(["schema_migration", "sign_in_throttle"]);
  });

  it("has row-level security enabled and forced on every tenant table, with the wall for the app's role", async () => {
    const open = await rows(`
      SELECT t.name FROM (${TENANT_TABLES}) t JOIN pg_class c ON c.oid = t.oid
       WHERE NOT c.relrowsecurity OR NOT c.relforcerowsecurity OR NOT EXISTS (
         SELECT FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = t.name AND p.policyname = 'tenant_wall'
            AND p.roles = '{flexbill_app}' AND p.qual LIKE '%current_tenant_id()%' AND p.with_check LIKE '%current_tenant_id()%')`);
    expect(open).toEqual([]);
    expect((await rows(TENANT_TABLES)).length).toBeGreaterThan(20);
  });

  it("hides what a first pass is filling in from everybody, and asks whose connection it is, on top of the tenant's wall", async () => {
    const walls = await rows(`
      SELECT policyname AS name, permissive, roles::text AS roles, cmd FROM pg_policies
       WHERE schemaname = 'public' AND tablename = 'asset' ORDER BY 1`);
    expect(walls).toEqual([
      { name: "first_fill", permissive: "RESTRICTIVE", roles: "{flexbill_app}", cmd: "ALL" },
      { name: "known_connection", permissive: "RESTRICTIVE", roles: "{flexbill_app}", cmd: "ALL" },
      { name: "tenant_wall", permissive: "PERMISSIVE", roles: "{flexbill_app}", cmd: "ALL" },
    ]);
  });

  it("starts every unique key of a tenant table with tenant_id", async () => {
    const loose = await rows(`
      SELECT t.name, i.indexrelid::regclass::text AS key FROM (${TENANT_TABLES}) t JOIN pg_index i ON i.indrelid = t.oid
       WHERE i.indisunique AND t.name <> 'tenant'
         AND (SELECT attname FROM pg_attribute WHERE attrelid = t.oid AND attnum = i.indkey[0]) <> 'tenant_id'`);
    expect(loose).toEqual([]);
  });

  it("starts every foreign key between tenant tables with tenant_id on both sides", async () => {
    const loose = await rows(`
      SELECT k.conname FROM pg_constraint k JOIN (${TENANT_TABLES}) t ON t.oid = k.conrelid
       WHERE k.contype = 'f' AND (
         (SELECT attname FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = k.conkey[1]) <> 'tenant_id'
         OR (SELECT attname FROM pg_attribute WHERE attrelid = k.confrelid AND attnum = k.confkey[1]) NOT IN ('tenant_id', 'id')
         OR (k.confrelid <> 'tenant'::regclass AND
             (SELECT attname FROM pg_attribute WHERE attrelid = k.confrelid AND attnum = k.confkey[1]) <> 'tenant_id'))`);
    expect(loose).toEqual([]);
  });

  it("lets no role of the app change or delete what proves a unit or a cent", async () => {
    const changeable = await rows(`
      SELECT table_name, privilege_type FROM information_schema.role_table_grants
       WHERE grantee LIKE 'flexbill_%' AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
         AND table_name IN ('audit_event', 'evidence', 'reading', 'unit_segment', 'price_segment', 'line_terms',
                            'charge', 'invoice', 'invoice_line')`);
    expect(changeable).toEqual([]);
  });

  it("lets no role of the app take away an IT Glue account that was proved, or make it another", async () => {
    const changeable = await rows(`
      SELECT privilege_type AS privilege, column_name AS name FROM information_schema.column_privileges
       WHERE grantee LIKE 'flexbill_%' AND table_name = 'it_glue_connection' AND privilege_type IN ('UPDATE', 'REFERENCES')
      UNION ALL
      SELECT privilege_type, '' FROM information_schema.role_table_grants
       WHERE grantee LIKE 'flexbill_%' AND table_name = 'it_glue_connection' AND privilege_type IN ('DELETE', 'TRUNCATE')`);
    expect(changeable).toEqual([{ privilege: "UPDATE", name: "account_name" }]);
  });

  it("gives the narrow functions to the gate alone, and runs them as a role that cannot log in", async () => {
    const functions = await rows(`
      SELECT p.proname AS name, r.rolname AS owner, r.rolcanlogin AS "canLogin", p.proacl::text AS acl
        FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.prosecdef ORDER BY 1`);
    expect(functions.map((row) => row.name)).toEqual([
      "admit_sign_in",
      "billing_jobs_for_tick",
      "every_tenant",
      "forgive_sign_in",
      "night_health",
      "session_holder",
      "sign_in_candidate",
      "tenant_by_slug",
      "tenants_for_tick",
      "tenants_with_due_mail",
    ]);
    for (const row of functions) {
      expect(row).toMatchObject({ owner: "flexbill_definer", canLogin: false });
      expect(row.acl).toBe("{flexbill_definer=X/flexbill_definer,flexbill_gate=X/flexbill_definer}");
    }
  });
});
