import { and, asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { contractLine, priceSegment } from "@/db/schema/contract";
import type { Role } from "@/db/schema/tenant";
import type { Session } from "@/lib/auth/session";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import {
  contextFor,
  type LineValues,
  makeAccount,
  makeContract,
  makeLine,
  makeService,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { bulkChangeLinesAction, setLineExcludedAction } from "./actions";

const signedIn = vi.hoisted(() => ({ session: null as Session | null, of: null as TestTenant | null }));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: (session: Session) =>
    contextFor(signedIn.of!, {
      user: { ...signedIn.of!.admin, id: session.user.id, name: session.user.name, role: session.user.role },
    }),
}));

let tenant: TestTenant;
let serviceId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  // 10 June 2026: the current period of a contract from 1 June has begun.
  tenant = await makeTenant({ clockAt: "2026-06-10T13:00:00Z" });
  signIn(tenant);
  serviceId = (await makeService(tenant, { name: "Seat" })).id;
});

function signIn(of: TestTenant, user = of.admin) {
  signedIn.of = of;
  signedIn.session = sessionFor(of, user);
}

async function lineOf(values: LineValues & { contract?: Parameters<typeof makeContract>[1] } = {}) {
  const { contract, ...line } = values;
  const contractId = (await makeContract(tenant, contract)).id;
  return makeLine(tenant, {
    serviceId,
    contractId,
    units: [{ effectiveOn: line.startOn ?? "2026-06-01", units: "10" }],
    ...line,
  });
}

type Changes = Partial<Parameters<typeof bulkChangeLinesAction>[0]>;
const change = (lines: { id: string; version: number }[], changes: Changes) =>
  bulkChangeLinesAction({
    serviceId,
    currency: "USD",
    priceEffectiveOn: null,
    ...changes,
    lines: lines.map(({ id, version }) => ({ lineId: id, version })),
  });

const prices = (lineId: string) =>
  withTenant(tenant.scope, async (db) => {
    const rows = await db
      .select()
      .from(priceSegment)
      .where(eq(priceSegment.lineId, lineId))
      .orderBy(asc(priceSegment.recordedAt));
    return rows.map(({ effectiveOn, unitPrice, unitCost }) => [effectiveOn, unitPrice, unitCost]);
  });

const stored = (lineId: string) =>
  withTenant(tenant.scope, async (db) => {
    const [row] = await db.select().from(contractLine).where(eq(contractLine.id, lineId));
    return row!;
  });

const audited = (lineId: string) =>
  withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "contract-line"), eq(auditEvent.subjectId, lineId)))
      .orderBy(asc(auditEvent.position)),
  );

const amounts = (lineId: string) =>
  withTenant(tenant.scope, async (db) => {
    const rows = await db
      .select()
      .from(billingItem)
      .where(eq(billingItem.lineId, lineId))
      .orderBy(billingItem.effectiveOn);
    return rows.map(({ kind, effectiveOn, amountMinor }) => [kind, effectiveOn, amountMinor]);
  });

describe("a price is changed on chosen lines", () => {
  it("from the next period of each line's own contract, and the past keeps its own", async () => {
    const monthly = await lineOf();
    const quarterly = await lineOf({ contract: { billingCycle: "quarterly" } });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), monthly.id));
    const [june] = await amounts(monthly.id);

    const { data } = await change([monthly, quarterly], { unitPrice: "12" });
    expect(data?.refused).toEqual([]);
    expect(new Map(data?.changed.map((line) => [line.lineId, line.priceEffectiveOn]))).toEqual(
      new Map([
        [monthly.id, "2026-07-01"],
        [quarterly.id, "2026-09-01"],
      ]),
    );
    expect(await prices(monthly.id)).toEqual([
      ["2026-06-01", "10.00", null],
      ["2026-07-01", "12.00", null],
    ]);
    const after = await amounts(monthly.id);
    expect(after[0]).toEqual(june);
    expect(after.slice(0, 2)).toEqual([
      ["regular", "2026-06-01", 10000n],
      ["regular", "2026-07-01", 12000n],
    ]);
  });

  it("with an audit of its own for each line", async () => {
    const line = await lineOf();
    await change([line], { name: "Seat, 2027", unitPrice: "12", unitCost: "8" });
    const [event, ...more] = await audited(line.id);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ action: "contract-line.edited", actorName: tenant.admin.name });
    expect(event!.changes).toEqual({
      name: { from: line.name, to: "Seat, 2027" },
      unitPrice: { from: "10.00", to: "12.00" },
      unitCost: { from: null, to: "8.00" },
      priceEffectiveOn: { from: null, to: "2026-07-01" },
      version: { from: 1, to: 2 },
    });
  });

  it("from a chosen day, prorated, while a price agreed for later stays and is told", async () => {
    const line = await lineOf({
      prices: [
        { effectiveOn: "2026-06-01", unitPrice: "10.00" },
        { effectiveOn: "2026-08-01", unitPrice: "20.00" },
      ],
    });
    const { data } = await change([line], { unitPrice: "13", priceEffectiveOn: "2026-06-16" });
    expect(data?.changed).toMatchObject([{ priceEffectiveOn: "2026-06-16", laterPriceOn: "2026-08-01" }]);
    // 15 of 30 days at 3.00 more, 10 units.
    expect((await amounts(line.id)).slice(0, 2)).toEqual([
      ["regular", "2026-06-01", 10000n],
      ["proration", "2026-06-16", 1500n],
    ]);
  });

  it("by default not before a price that is agreed for later", async () => {
    const line = await lineOf({
      prices: [
        { effectiveOn: "2026-06-01", unitPrice: "10.00" },
        { effectiveOn: "2026-08-01", unitPrice: "20.00" },
      ],
    });
    const { data } = await change([line], { unitPrice: "13" });
    expect(data?.changed).toMatchObject([{ priceEffectiveOn: "2026-08-01", laterPriceOn: null }]);
  });

  it("keeps the cost where only the price changes, and the price where only the cost does", async () => {
    const line = await lineOf({
      prices: [{ effectiveOn: "2026-06-01", unitPrice: "10.00", unitCost: "7.00" }],
    });
    await change([line], { unitPrice: "12" });
    await change([await stored(line.id)], { unitCost: "" });
    expect(await prices(line.id)).toEqual([
      ["2026-06-01", "10.00", "7.00"],
      ["2026-07-01", "12.00", "7.00"],
      ["2026-07-01", "12.00", null],
    ]);
  });

  it("counts from the first day of a line that begins later", async () => {
    const line = await lineOf({ startOn: "2026-09-15" });
    const { data } = await change([line], { unitPrice: "12", priceEffectiveOn: "2026-07-01" });
    expect(data?.changed).toMatchObject([{ priceEffectiveOn: "2026-09-15" }]);
  });
});

describe("name and description are changed on chosen lines", () => {
  it("alone, without a new price, whatever the currency", async () => {
    const line = await lineOf({ contract: { currency: "EUR" }, description: "old" });
    const { data } = await change([line], { name: "Seat, renamed", description: "" });
    expect(data?.changed).toMatchObject([{ lineId: line.id, priceEffectiveOn: null }]);
    expect(await stored(line.id)).toMatchObject({ name: "Seat, renamed", description: "", version: 2 });
    expect(await prices(line.id)).toHaveLength(1);
  });

  it("not where a line says all of it already: nothing is written", async () => {
    const line = await lineOf({ name: "Seat" });
    const { data } = await change([line], { name: "Seat", unitPrice: "10.0" });
    expect(data).toMatchObject({ changed: [], refused: [], unchanged: [{ lineId: line.id }] });
    expect(await stored(line.id)).toMatchObject({ version: 1 });
    expect(await audited(line.id)).toEqual([]);
  });
});

describe("a line that cannot be changed is told with its reason, and all others are changed", () => {
  it.each<[string, Parameters<typeof lineOf>[0], Changes, string]>([
    ["an excluded one", { isExcludedFromBulkChanges: true }, {}, "It is excluded from bulk changes."],
    [
      "one of an inactive contract",
      { contract: { status: "inactive" } },
      {},
      "Its contract is inactive: activate it first.",
    ],
    [
      "one in another currency",
      { contract: { currency: "EUR" } },
      {},
      "Its contract bills in EUR; the price was entered in USD.",
    ],
    [
      "one that ends before",
      { endOn: "2026-06-20" },
      {},
      "It is billed through 2026-06-20: a price from 2026-07-01 on would never count.",
    ],
    [
      "one whose contract ends before",
      { contract: { endOn: "2026-06-20" } },
      {},
      "It is billed through 2026-06-20: a price from 2026-07-01 on would never count.",
    ],
  ])("%s", async (_, values, changes, message) => {
    const good = await lineOf();
    const bad = await lineOf(values);
    const { data } = await change([bad, good], { unitPrice: "12", name: "Both", ...changes });
    expect(data?.refused).toMatchObject([{ lineId: bad.id, lineName: bad.name, message }]);
    expect(data?.changed).toMatchObject([{ lineId: good.id }]);
    expect(await stored(bad.id)).toMatchObject({ name: bad.name, version: 1 });
    expect(await prices(bad.id)).toHaveLength(1);
  });

  it("one in the same account that was changed meanwhile, with who did what", async () => {
    const accountId = (await makeAccount(tenant)).id;
    const lines = [await lineOf({ contract: { accountId } }), await lineOf({ contract: { accountId } })];
    const [good, bad] = lines as [(typeof lines)[0], (typeof lines)[0]];
    await change([bad], { name: "Mine" });
    const { data } = await change([bad, good], { name: "Both" });
    expect(data?.refused).toMatchObject([
      {
        lineId: bad.id,
        message: `${tenant.admin.name} changed it meanwhile. ${tenant.admin.name} changed Name from “${bad.name}” to “Mine”.`,
      },
    ]);
    expect([(await stored(bad.id)).name, (await stored(good.id)).name]).toEqual(["Mine", "Both"]);
  });

  it("one in the same account that could no longer be billed: what it had written is taken back", async () => {
    const accountId = (await makeAccount(tenant)).id;
    const made = [await lineOf({ contract: { accountId } }), await lineOf({ contract: { accountId } })];
    // The one that fails comes first, so that the other is written after the failure.
    const [bad, good] = made.sort((a, b) => (a.id < b.id ? -1 : 1)) as [(typeof made)[0], (typeof made)[0]];
    await withTenant(tenant.scope, (db) =>
      db.insert(charge).values({
        tenantId: tenant.id,
        accountId,
        contractId: bad.contractId,
        lineId: bad.id,
        kind: "regular",
        periodStartOn: "2026-06-01",
        periodEndOn: "2026-07-15",
        effectiveOn: "2026-06-01",
        units: "10",
        unitPrice: "10.00",
        days: 45,
        periodDays: 45,
        amountMinor: 10000n,
        currency: "USD",
        explanation: "Two periods in one",
        taxTreatment: "taxable",
        postedAt: "2026-06-01T05:00:00Z",
        postedBy: "Test",
      }),
    );
    const { data } = await change([bad, good], { name: "Both", unitPrice: "12" });
    expect(data?.refused).toMatchObject([
      { lineId: bad.id, message: expect.stringContaining("This cannot be billed: no period") },
    ]);
    expect(await stored(bad.id)).toMatchObject({ name: bad.name, version: 1 });
    expect([await prices(bad.id), await audited(bad.id)]).toMatchObject([
      [["2026-06-01", "10.00", null]],
      [],
    ]);
    expect(await stored(good.id)).toMatchObject({ name: "Both", version: 2 });
    expect(await prices(good.id)).toHaveLength(2);
  });

  it("too far back for a Finance Manager, not for an Administrator", async () => {
    const line = await lineOf({
      startOn: "2024-01-01",
      contract: { startOn: "2024-01-01", billedElsewhereThroughOn: "2026-05-31" },
    });
    signIn(tenant, await makeUser(tenant, { role: "Finance Manager" }));
    const asked = { unitPrice: "12", priceEffectiveOn: "2025-06-09" };
    expect((await change([line], asked)).data?.refused).toMatchObject([
      {
        message:
          "2025-06-09 is more than 12 months back; choose 2025-06-10 or later, or ask an Administrator.",
      },
    ]);
    signIn(tenant);
    expect((await change([line], asked)).data?.changed).toHaveLength(1);
  });

  it("another service's, another company's", async () => {
    const otherService = await makeLine(tenant);
    const other = await makeTenant();
    const theirs = await makeLine(other);
    const { data } = await change([otherService, theirs], { name: "Taken over" });
    expect(data?.changed).toEqual([]);
    expect(new Map(data?.refused.map((line) => [line.lineId, line.message]))).toEqual(
      new Map([
        [otherService.id, "It bills another service by now."],
        [theirs.id, "This service line does not exist, or is not in your company."],
      ]),
    );
    const [kept] = await withTenant(other.scope, (db) => db.select().from(contractLine));
    expect(kept).toMatchObject({ name: theirs.name, version: 1 });
  });
});

describe("a change of chosen lines is refused as a whole", () => {
  it("with nothing to change, no line, or a price that is none", async () => {
    const line = await lineOf();
    expect((await change([line], {})).validationErrors?.formErrors).toEqual(["Choose what to change"]);
    expect((await change([], { name: "x" })).validationErrors?.fieldErrors).toEqual({
      lines: ["Choose at least one service line"],
    });
    expect((await change([line], { unitPrice: "-1" })).validationErrors?.fieldErrors).toEqual({
      unitPrice: ["A price cannot be negative; “-1” is: enter 0 or more"],
    });
    expect(await prices(line.id)).toHaveLength(1);
  });

  it.each(["Technician", "Auditor"] satisfies Role[])("for a %s", async (role) => {
    const line = await lineOf();
    signIn(tenant, await makeUser(tenant, { role }));
    expect((await change([line], { name: "x" })).serverError?.code).toBe("not-allowed");
    const excluded = await setLineExcludedAction({ lineId: line.id, version: 1, isExcluded: true });
    expect(excluded.serverError?.code).toBe("not-allowed");
    expect(await stored(line.id)).toMatchObject({ version: 1, isExcludedFromBulkChanges: false });
  });
});

describe("a line is excluded from bulk changes", () => {
  it("and taken in again, each with its audit", async () => {
    const line = await lineOf();
    const first = await setLineExcludedAction({ lineId: line.id, version: 1, isExcluded: true });
    expect(await stored(line.id)).toMatchObject({ isExcludedFromBulkChanges: true });
    await setLineExcludedAction({ lineId: line.id, version: first.data!.version, isExcluded: false });
    expect(await stored(line.id)).toMatchObject({ isExcludedFromBulkChanges: false });
    expect((await audited(line.id)).map(({ changes }) => changes.isExcludedFromBulkChanges)).toEqual([
      { from: false, to: true },
      { from: true, to: false },
    ]);
  });

  it("not from an older version, and not another company's", async () => {
    const line = await lineOf();
    await setLineExcludedAction({ lineId: line.id, version: 1, isExcluded: true });
    const late = await setLineExcludedAction({ lineId: line.id, version: 1, isExcluded: false });
    expect(late.serverError?.code).toBe("changed-meanwhile");
    const theirs = await makeLine(await makeTenant());
    const foreign = await setLineExcludedAction({ lineId: theirs.id, version: 1, isExcluded: true });
    expect(foreign.serverError?.code).toBe("not-found");
  });
});
