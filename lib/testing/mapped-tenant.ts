import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import {
  type LineValues,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "./factories";

/** A tenant with a pinned IT Glue account of which nothing was read yet; IT Glue itself is never asked. */
export type MappedTenant = TestTenant & { connectionId: string };

export async function mappedTenant(
  settings: Partial<typeof itGlueSettings.$inferInsert> = {},
): Promise<MappedTenant> {
  const tenant = await makeTenant();
  const connectionId = crypto.randomUUID();
  await withTenant(tenant.scope, async (db) => {
    await db.insert(itGlueConnection).values({
      tenantId: tenant.id,
      id: connectionId,
      server: "us",
      accountId: "1",
      accountName: tenant.name,
      firstProvedAt: "2026-06-01T00:00:00Z",
    });
    await db.insert(itGlueSettings).values({
      tenantId: tenant.id,
      isEnabled: true,
      subdomain: "msp",
      server: "us",
      connectionId,
      ...settings,
    });
  });
  return { ...tenant, connectionId };
}

let made = 1000;

/** An organization as last read: in IT Glue, and not the MSP's own, unless told. */
export async function makeOrganization(
  of: MappedTenant,
  name: string,
  values: Partial<typeof organization.$inferInsert> = {},
) {
  made += 1;
  const row = {
    tenantId: of.id,
    connectionId: of.connectionId,
    id: `${made}`,
    name,
    isPrimary: false,
    itGlueUpdatedAt: "2026-06-01T00:00:00Z",
    ...values,
  };
  const [written] = await withTenant(of.scope, (db) => db.insert(organization).values(row).returning());
  return written!;
}

/** An account and its organizations, linked in the order given: the first leads. */
export async function makeLinkedAccount(
  of: MappedTenant,
  accountName: string,
  organizations: { id: string }[],
  link: Partial<typeof accountOrganization.$inferInsert> = {},
) {
  const account = await makeAccount(of, { name: accountName });
  await withTenant(of.scope, async (db) => {
    for (const [index, { id }] of organizations.entries())
      await db.insert(accountOrganization).values({
        tenantId: of.id,
        connectionId: of.connectionId,
        organizationId: id,
        accountId: account.id,
        linkedAt: `2026-05-0${index + 1}T12:00:00Z`,
        isLeading: index === 0,
        ...link,
      });
  });
  return account;
}

const RULE: CountRule = {
  assetTypeId: "7",
  billBy: { by: "assets" },
  conditions: [],
  includeArchived: false,
};

/** A line of the account that counts flexible assets, of a contract of its own from June 1. */
export async function makeCountingLine(of: MappedTenant, accountId: string, values: LineValues = {}) {
  const contract = values.contractId ? null : await makeContract(of, { accountId });
  return makeLine(of, {
    contractId: contract?.id,
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
    terms: { billBy: "flexible-assets", countRule: RULE },
    ...values,
  });
}
