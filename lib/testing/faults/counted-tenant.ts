/** Tenants connected to a small IT Glue account, whose lines have been counted for a first time. */
import { and, eq } from "drizzle-orm";
import { fetchOutsideTransactions, withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import type { contract, lineTerms } from "@/db/schema/contract";
import { heldChange } from "@/db/schema/counting";
import type { Emulator } from "@/e2e/it-glue-emulator/start-emulator";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import type { CommandContext } from "@/lib/commands/context";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { createItGlueGateway } from "@/lib/itglue/http";
import type { ItGlueGatewayFactory } from "@/lib/itglue/port";
import { contextFor, jobContextFor, makeContract, makeLine, makeTenant, type TestTenant } from "../factories";
import type { SmallAccount } from "./it-glue-account";
import { stillAlive, wait } from "./processes";

/** Heard before each request to IT Glue, with its address; may do harm, or kill. */
export type RequestWatch = (url: string) => Promise<void>;

export type CountedTenant = {
  tenant: TestTenant;
  itGlue: SmallAccount;
  /** Its Administrator. */
  ctx: CommandContext;
  /** What the nightly job is handed. */
  jobCtx: CommandContext;
};

/** Longest wait for one answer: what is slower than this is a time-out here. */
const ANSWER_WITHIN_MS = 250;
const PAGE_SIZE = 2;

type Reading = { watch?: RequestWatch; pageSize?: number; answerWithinMs?: number };

/** A way to IT Glue all of whose waits only move the tenant's clock. */
function gatewayTo(
  emulator: Emulator,
  { clock }: TestTenant,
  { watch, pageSize = PAGE_SIZE, answerWithinMs = ANSWER_WITHIN_MS }: Reading,
): ItGlueGatewayFactory {
  return createItGlueGateway({
    baseUrlOf: (server) => `${emulator.url}/${server}`,
    fetch: async (url, init) => {
      await stillAlive();
      await watch?.(String(url));
      await stillAlive();
      const answer = await fetchOutsideTransactions(url, init);
      await stillAlive();
      return answer;
    },
    sleep: async (milliseconds) => wait(clock, milliseconds / 1000),
    now: () => clock.now().epochMilliseconds,
    random: () => 1,
    pageSize,
    timeouts: { requestMs: answerWithinMs },
  });
}

/** A tenant on the account's key whose organizations have come over as accounts; it reads pages of two unless told. */
export async function connectTenant(
  emulator: Emulator,
  itGlue: SmallAccount,
  { values, ...reading }: Reading & { values?: Parameters<typeof makeTenant>[0] } = {},
): Promise<CountedTenant> {
  const tenant = await makeTenant(values);
  const way = { itGlue: gatewayTo(emulator, tenant, reading) };
  const ctx = contextFor(tenant, way);
  await saveItGlueSettings(ctx, {
    isEnabled: true,
    subdomain: itGlue.account.subdomain,
    server: "us",
    apiKey: itGlue.key,
    isTwoWaySyncEnabled: true,
    version: 0,
  });
  await syncOrganizations(ctx);
  return { tenant, itGlue, ctx, jobCtx: jobContextFor(tenant, way) };
}

/** Links an organization to the account that another one leads. */
export async function linkBeside(
  { tenant, itGlue }: CountedTenant,
  name: string,
  leading: string,
): Promise<void> {
  const { id: organizationId } = itGlue.organization(name);
  await withTenant(tenant.scope, async (db) => {
    const [leader] = await db.select().from(account).where(eq(account.name, leading));
    await db
      .update(accountOrganization)
      .set({ accountId: leader!.id, isLeading: false })
      .where(eq(accountOrganization.organizationId, organizationId));
  });
}

export type CountedLineValues = {
  accountName: string;
  typeName: string;
  /** Typed before its first count. */
  units: string;
  /** Of contract and line; 1 June unless told. */
  startOn?: string;
  /** Of the contract, which is monthly and billed at its start unless told. */
  contract?: Partial<typeof contract.$inferInsert>;
  /** Beside what is counted. */
  terms?: Partial<typeof lineTerms.$inferInsert>;
  /** Who is told of changed units. */
  emails?: string[];
};

/** A contract of the account with one line that adds up Seats of a type, at 10.00. */
export async function addCountedLine(
  { tenant, itGlue, ctx }: CountedTenant,
  { accountName, typeName, units, startOn = "2026-06-01", emails = [], ...values }: CountedLineValues,
): Promise<{ lineId: string }> {
  const [owner] = await withTenant(tenant.scope, (db) =>
    db.select().from(account).where(eq(account.name, accountName)),
  );
  const made = await makeContract(tenant, {
    ...values.contract,
    startOn,
    accountId: owner!.id,
    name: `${accountName} contract`,
    isNotificationEnabled: emails.length > 0,
    notificationEmails: emails,
  });
  const line = await makeLine(tenant, {
    contractId: made.id,
    startOn,
    name: `${typeName} of ${accountName}`,
    terms: { ...values.terms, billBy: "flexible-assets", countRule: itGlue.rule(typeName) },
    units: [{ effectiveOn: startOn, units }],
  });
  await withTenant(tenant.scope, (db) => reprojectLine(db, ctx, line.id));
  return { lineId: line.id };
}

/** Approves everything that is held: first counts of a night are, because nobody has seen them. */
export async function approveAllHeld({ tenant, ctx }: CountedTenant): Promise<number> {
  const open = await withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(heldChange)
      .where(and(eq(heldChange.tenantId, tenant.id), eq(heldChange.status, "open"))),
  );
  for (const { id: heldChangeId, version } of open)
    await decideHeldChange(ctx, { heldChangeId, version, decision: "approve", reason: "Seen" });
  return open.length;
}
