import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contract as contractTable, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import type { Session } from "@/lib/auth/session";
import {
  CUSTOMERS,
  type Customer,
  connectUser,
  linesOf,
  newTerms,
  type RuleJob,
  SEATS,
  startRuleJob,
} from "@/lib/commands/contract-lines/rule-job.fixture";
import type { ApplyRuleInput } from "@/lib/inputs/apply-rule";
import { contextFor, makeUser, sessionFor, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { applyRuleAction, previewRuleAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  context: null as ReturnType<typeof contextFor> | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => signedIn.context,
}));

let job: RuleJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startRuleJob();
  signIn(job.tenant, job.tenant.admin);
});
afterEach(() => job.stop());

function signIn(tenant: TestTenant, user: TestUser) {
  signedIn.session = sessionFor(tenant, user);
  signedIn.context = contextFor(tenant, { user, itGlue: job.itGlue });
}

type Lines = ApplyRuleInput["lines"];

async function previewed(termsVersion = 1): Promise<Lines> {
  const { data, serverError } = await previewRuleAction({
    sourceLineId: job.line.id,
    termsVersion,
    contractIds: CUSTOMERS.map((name) => job.contracts[name].id),
  });
  expect(serverError).toBeUndefined();
  return data!.map(({ contractId, readingId }) => ({
    contractId,
    readingId: readingId!,
    idForNew: crypto.randomUUID(),
  }));
}

const inputOf = (lines: Lines, values: Partial<ApplyRuleInput> = {}): ApplyRuleInput => ({
  sourceLineId: job.line.id,
  termsVersion: 1,
  name: "Microsoft 365 seats",
  unitPrice: "12.50",
  unitCost: "9",
  effectiveOn: "2026-06-01",
  lines,
  ...values,
});
const apply = async (lines: Lines, values: Partial<ApplyRuleInput> = {}) => {
  const { data, serverError, validationErrors } = await applyRuleAction(inputOf(lines, values));
  return { ...data, serverError, validationErrors };
};
const rows = async (name: Customer) => linesOf(job.tenant, job.contracts[name].id);
const segmentsOf = (lineId: string) =>
  withTenant(job.tenant.scope, (db) => db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId)));

describe("a rule applied to several accounts", () => {
  it("adds a line with service, rule and terms of the source, and the units that were counted", async () => {
    await newTerms(job, { minimumUnits: "5", prorateDecreases: "none" });
    const lines = await previewed(2);
    const { saved, refused } = await apply(lines, { termsVersion: 2 });
    expect(refused).toEqual([]);
    expect(saved!.map(({ accountName, units, startOn }) => [accountName, units, startOn])).toEqual(
      CUSTOMERS.map((name) => [name, SEATS[name], "2026-06-01"]),
    );
    const [line, ...more] = await rows("Alder Ridge Veterinary");
    expect(more).toEqual([]);
    expect(line).toMatchObject({ serviceId: job.line.serviceId, name: "Microsoft 365 seats" });
    expect(await segmentsOf(line!.id)).toMatchObject([
      { units: "14", effectiveOn: "2026-06-01", source: "update-units", readingId: lines[0]!.readingId },
    ]);
    const [terms] = await ofLine(lineTerms, line!.id);
    expect(terms).toMatchObject({ countRule: job.rule, minimumUnits: "5", prorateDecreases: "none" });
    const [price] = await ofLine(priceSegment, line!.id);
    expect(price).toMatchObject({ unitPrice: "12.50", unitCost: "9.00" });
    const [item] = await ofLine(billingItem, line!.id);
    expect(item).toMatchObject({ kind: "regular", units: "14", amountMinor: 17500n });
  });

  it("is in the audit of each line, and of the line it comes from", async () => {
    const { saved } = await apply(await previewed());
    const events = await withTenant(job.tenant.scope, (db) => db.select().from(auditEvent));
    const created = events.filter(({ action }) => action === "contract-line.created");
    expect(created.map(({ subjectId }) => subjectId).sort()).toEqual(
      saved!.map(({ lineId }) => lineId).sort(),
    );
    expect(created[0]!.reason).toBe(`Rule of ${job.line.name} (RK Fabrics), applied to several accounts`);
    expect(events.find(({ action }) => action === "contract-line.rule-applied")).toMatchObject({
      subjectId: job.line.id,
      actorName: job.tenant.admin.name,
      changes: { accounts: { from: null, to: CUSTOMERS.join(", ") } },
    });
  });

  it("sent twice adds nothing more", async () => {
    const lines = await previewed();
    const first = await apply(lines);
    const second = await apply(lines);
    expect(second.saved).toEqual(first.saved);
    for (const name of CUSTOMERS) expect(await rows(name)).toHaveLength(1);
    const events = await withTenant(job.tenant.scope, (db) => db.select().from(auditEvent));
    expect(events.filter(({ action }) => action === "contract-line.rule-applied")).toHaveLength(1);
  });

  it("begins with a contract that starts later", async () => {
    const { id } = job.contracts["Beacon Street Law"];
    await withTenant(job.tenant.scope, (db) =>
      db.update(contractTable).set({ startOn: "2026-07-01" }).where(eq(contractTable.id, id)),
    );
    const { saved } = await apply(await previewed());
    expect(saved!.map(({ startOn }) => startOn)).toEqual(["2026-06-01", "2026-07-01", "2026-06-01"]);
  });

  it("bills an account once, whether asked from two tabs or for two of its contracts", async () => {
    const [first, again] = [await previewed(), await previewed()];
    await apply(first);
    const { saved, refused } = await apply(again);
    expect(saved).toEqual([]);
    expect(refused!.map(({ refusal }) => refusal.message)).toEqual(
      CUSTOMERS.map(() => "Its line “Microsoft 365 seats” of this service counts the same already."),
    );
    for (const name of CUSTOMERS) expect(await rows(name)).toHaveLength(1);
  });
});

describe("what is refused leaves the others saved", () => {
  const others = CUSTOMERS.slice(1);

  async function onlyFirstRefused(lines: Lines, code: string) {
    const { saved, refused } = await apply(lines);
    expect(saved!.map(({ accountName }) => accountName)).toEqual(others);
    expect(refused).toMatchObject([{ accountName: CUSTOMERS[0], refusal: { code } }]);
    expect(await rows(CUSTOMERS[0]!)).toEqual([]);
    return refused![0]!.refusal;
  }

  it("an account that was unlinked since", async () => {
    const lines = await previewed();
    const { accountId } = job.contracts[CUSTOMERS[0]!];
    await withTenant(job.tenant.scope, (db) =>
      db.delete(accountOrganization).where(eq(accountOrganization.accountId, accountId)),
    );
    await onlyFirstRefused(lines, "invalid");
  });

  it("a contract that bills in another currency by now", async () => {
    const lines = await previewed();
    await withTenant(job.tenant.scope, (db) =>
      db
        .update(contractTable)
        .set({ currency: "EUR" })
        .where(eq(contractTable.id, job.contracts[CUSTOMERS[0]!].id)),
    );
    await onlyFirstRefused(lines, "invalid");
  });

  it("the reading of another account, with a way on", async () => {
    const [first, second, third] = await previewed();
    const forged = [{ ...first!, readingId: second!.readingId }, second!, third!];
    const refusal = await onlyFirstRefused(forged, "reading-foreign");
    expect(refusal.fix).toBe("Preview the count again, then save.");
  });

  it("a reading of a colleague", async () => {
    const mine = await previewed();
    const colleague = await makeUser(job.tenant, { role: "Finance Manager" });
    await connectUser(job, colleague);
    signIn(job.tenant, colleague);
    const theirs = await previewed();
    await onlyFirstRefused([mine[0]!, theirs[1]!, theirs[2]!], "reading-foreign");
  });

  it("a reading that is not of today any more, and all of them after a quarter of an hour", async () => {
    const lines = await previewed();
    job.tenant.clock.set("2026-06-01T13:20:00Z");
    const { saved, refused } = await apply(lines);
    expect(saved).toEqual([]);
    expect(refused!.map(({ refusal }) => refusal.code)).toEqual(CUSTOMERS.map(() => "reading-stale"));
  });

  it("a reading without a count", async () => {
    const { organizationId } = job.contracts[CUSTOMERS[0]!];
    await job.control({ action: "fault", kind: "503", match: `filter[organization-id]=${organizationId}` });
    const lines = await previewed();
    await job.control({ action: "clear-faults" });
    await onlyFirstRefused(lines, "reading-not-usable");
  });
});

type LineTable = typeof lineTerms | typeof priceSegment | typeof billingItem;
function ofLine<Table extends LineTable>(table: Table, lineId: string): Promise<Table["$inferSelect"][]> {
  return withTenant(job.tenant.scope, (db) =>
    db
      .select()
      .from(table as LineTable)
      .where(eq(table.lineId, lineId)),
  ) as Promise<Table["$inferSelect"][]>;
}
