import { withTenant } from "@/db/client";
import { contract, contractLine } from "@/db/schema/contract";
import { assetType } from "@/db/schema/mirror";
import { LICENSING } from "@/lib/inputs/import/import-rows.fixture";
import { contextFor, makeAccount, makeService } from "@/lib/testing/factories";
import { makeLinkedAccount, makeOrganization, mappedTenant } from "@/lib/testing/mapped-tenant";
import { planImport } from "./plan-import";
import { runImport } from "./run-import";

/** A tenant on 2026-06-01 with two accounts, a service, and IT Glue's Licensing type; one account has an organization. */
export async function importTenant() {
  const tenant = await mappedTenant();
  const acme = await makeLinkedAccount(tenant, "Acme Corp", [await makeOrganization(tenant, "Acme Corp")]);
  const beta = await makeAccount(tenant, { name: "Beta Ltd", accountCode: "BETA" });
  const seats = await makeService(tenant, { name: "Seats", unitCost: "7.50" });
  const { id, ...type } = LICENSING;
  await withTenant(tenant.scope, (db) =>
    db.insert(assetType).values({
      tenantId: tenant.id,
      connectionId: tenant.connectionId,
      id,
      ...type,
      readAt: "2026-06-01T00:00:00Z",
    }),
  );
  const ctx = contextFor(tenant);
  return {
    tenant,
    ctx,
    acme,
    beta,
    seats,
    plan: (text: string, fileName = "contracts.csv") => planImport(ctx, { text, fileName }),
    /** Checks the file and imports it under the plan that came back. */
    run: async (text: string, fileName = "contracts.csv") => {
      const { hash } = await planImport(ctx, { text, fileName });
      return runImport(ctx, { text, fileName, planHash: hash });
    },
    written: () =>
      withTenant(tenant.scope, async (db) => ({
        contracts: (await db.select().from(contract)).length,
        lines: (await db.select().from(contractLine)).length,
      })),
  };
}
