import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { accountPark } from "@/db/schema/billing-job";
import { contractLine } from "@/db/schema/contract";
import type { Session } from "@/lib/auth/session";
import { postRun } from "@/lib/commands/billing/post-run";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { billingReview, REVIEW_SORTS } from "@/lib/queries/billing-review";
import {
  contextFor,
  jobContextFor,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { adjustPeriodAction, listAdjustablePeriodsAction } from "../billing/actions";
import {
  deriveItemAction,
  postAdjustedAction,
  postItemsAction,
  postMatchingAction,
  reviewDigestAction,
} from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

/** Terms by which a line counts all assets of a type. */
const COUNTED = {
  billBy: "flexible-assets" as const,
  countRule: { assetTypeId: "1", billBy: { by: "assets" as const }, conditions: [], includeArchived: false },
};

/** A line of 10 units at 10.00 from June 1, in review. */
async function lineInReview(of: TestTenant = tenant, terms: Partial<typeof COUNTED> = {}) {
  const line = await makeLine(of, { terms, units: [{ effectiveOn: "2026-06-01", units: "10" }] });
  await withTenant(of.scope, (db) => reprojectLine(db, contextFor(of), line.id));
  return line;
}

const itemsOf = (lineId: string, of: TestTenant = tenant) =>
  withTenant(of.scope, (db) =>
    db.select().from(billingItem).where(eq(billingItem.lineId, lineId)).orderBy(billingItem.effectiveOn),
  );
const chargesOf = (of: TestTenant = tenant) => withTenant(of.scope, (db) => db.select().from(charge));

async function firstItem(of: TestTenant = tenant) {
  const [item] = await itemsOf((await lineInReview(of)).id, of);
  return { id: item!.id, contentHash: item!.contentHash };
}

describe("posting", () => {
  it("makes a charge of what was seen, and its item leaves the review", async () => {
    const line = await lineInReview();
    const [june, july] = await itemsOf(line.id);
    const { data } = await postItemsAction({ items: [{ id: june!.id, contentHash: june!.contentHash }] });
    expect(data).toEqual({ posted: 1 });
    expect(await chargesOf()).toMatchObject([
      { lineId: line.id, kind: "regular", effectiveOn: "2026-06-01", amountMinor: 10_000n, currency: "USD" },
    ]);
    expect((await itemsOf(line.id)).map((item) => item.effectiveOn)).not.toContain("2026-06-01");
    expect((await itemsOf(line.id))[0]?.contentHash).toBe(july!.contentHash);
  });

  it("does nothing for a visitor who is not signed in", async () => {
    const item = await firstItem();
    signedIn.session = null;
    expect((await postItemsAction({ items: [item] })).serverError?.code).toBe("signed-out");
    expect(await chargesOf()).toEqual([]);
  });

  it.each(["Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    const item = await firstItem();
    signIn(await makeUser(tenant, { role }));
    expect((await postItemsAction({ items: [item] })).serverError?.code).toBe("not-allowed");
    expect(await chargesOf()).toEqual([]);
  });

  it("is for a Finance Manager, whose name the charge carries", async () => {
    const item = await firstItem();
    signIn(await makeUser(tenant, { role: "Finance Manager", name: "Fay" }));
    expect((await postItemsAction({ items: [item] })).data).toEqual({ posted: 1 });
    expect((await chargesOf())[0]?.postedBy).toBe("Fay");
  });

  it("does not reach items of another company", async () => {
    const other = await makeTenant();
    const theirs = await firstItem(other);
    expect((await postItemsAction({ items: [theirs] })).serverError?.code).toBe("items-changed");
    expect(await chargesOf(other)).toEqual([]);
  });

  it("posts nothing at all where one of the items changed after it was seen", async () => {
    const [seen, changed] = [await firstItem(), await firstItem()];
    const { serverError } = await postItemsAction({
      items: [seen, { ...changed, contentHash: "0".repeat(64) }],
    });
    expect(serverError?.code).toBe("items-changed");
    expect(await chargesOf()).toEqual([]);
  });

  it("takes no amount from the browser", async () => {
    const item = await firstItem();
    const { validationErrors } = await postItemsAction({
      items: [{ ...item, amount: "1.00" } as typeof item],
    });
    expect(validationErrors).toBeDefined();
    expect(await chargesOf()).toEqual([]);
  });

  it("asks for at least one item", async () => {
    const { validationErrors } = await postItemsAction({ items: [] });
    expect(validationErrors?.fieldErrors.items).toEqual(["Select at least one row"]);
  });
});

const ALL = { search: "", accountIds: [], contractIds: [], kinds: [], due: "all" as const };
const DUE = { ...ALL, due: "due" as const };

async function digestOf(match: Parameters<typeof reviewDigestAction>[0] = ALL) {
  const { items, totals, hash } = (await reviewDigestAction(match)).data!;
  return { match, digest: { items, totals, hash }, includesEarly: true };
}

describe("posting all that match", () => {
  it("names months and totals, and posts what is due without those not yet due", async () => {
    const line = await lineInReview();
    const { data } = await reviewDigestAction(ALL);
    expect(data).toMatchObject({
      items: 4,
      totals: [{ currency: "USD", items: 4, amount: "400.00" }],
      months: [
        { month: "2026-06", items: 1, amount: "100.00", earlyItems: 0 },
        { month: "2026-07", items: 1, amount: "100.00", earlyItems: 1, earlyAmount: "100.00" },
        { month: "2026-08" },
        { month: "2026-09" },
      ],
      parked: [],
    });
    const early = await postMatchingAction({ ...(await digestOf()), includesEarly: false });
    expect(early.serverError?.message).toBe("3 of these items are not due yet. Nothing was posted.");
    expect(await chargesOf()).toEqual([]);
    const posted = await postMatchingAction({ ...(await digestOf(DUE)), includesEarly: false });
    expect(posted.data).toEqual({ posted: 1, changed: 0, passedOver: [] });
    expect((await postMatchingAction(await digestOf())).data).toMatchObject({ posted: 3 });
    expect((await chargesOf()).map(({ lineId }) => lineId)).toEqual(Array(4).fill(line.id));
  });

  it("takes only what the filters find", async () => {
    const [first, second] = [await lineInReview(), await lineInReview()];
    const search = await digestOf({ ...DUE, search: second.name.slice(1) });
    expect(search.digest.items).toBe(1);
    const [item] = await itemsOf(first.id);
    expect((await digestOf({ ...DUE, accountIds: [item!.accountId] })).digest.items).toBe(1);
    expect((await digestOf({ ...DUE, contractIds: [item!.contractId] })).digest.items).toBe(1);
    expect((await digestOf({ ...DUE, kinds: ["proration"] })).digest.items).toBe(0);
    expect((await digestOf({ ...DUE, search: "%" })).digest.items).toBe(0);
    await postMatchingAction(search);
    expect(await chargesOf()).toMatchObject([{ lineId: second.id }]);
  });

  it("posts nothing where an item came, went or changed since, and says what", async () => {
    const line = await lineInReview();
    const seen = await digestOf(DUE);
    const other = await lineInReview();
    const came = await postMatchingAction(seen);
    expect(came.serverError).toMatchObject({
      code: "items-changed",
      message:
        "What matches changed after you looked. Nothing was posted. You saw 1 item over 100.00 USD; now there are 2 items over 200.00 USD.",
    });
    const again = await digestOf(DUE);
    await withTenant(tenant.scope, (db) =>
      db
        .update(billingItem)
        .set({ contentHash: "a".repeat(64) })
        .where(eq(billingItem.lineId, line.id)),
    );
    const changed = await postMatchingAction(again);
    expect(changed.serverError?.message).toMatch(/Still 2 items over 200.00 USD, but the content/);
    expect(await chargesOf()).toEqual([]);
    expect((await postMatchingAction(await digestOf({ ...DUE, search: other.name }))).data?.posted).toBe(1);
  });

  it("passes over parked accounts, and names them", async () => {
    const [free, held] = [await lineInReview(), await lineInReview()];
    const [item] = await itemsOf(held.id);
    await withTenant(tenant.scope, (db) =>
      db.insert(accountPark).values({
        tenantId: tenant.id,
        accountId: item!.accountId,
        reason: "run-failed",
        explanation: "Looked into",
        parkedAt: "2026-06-01T00:00:00Z",
      }),
    );
    expect((await reviewDigestAction(DUE)).data?.parked).toHaveLength(1);
    const { data } = await postMatchingAction(await digestOf(DUE));
    expect(data).toMatchObject({ posted: 1, changed: 0, passedOver: [expect.stringMatching(/^Account/)] });
    expect(await chargesOf()).toMatchObject([{ lineId: free.id }]);
  });

  it("says what comes from stale lines, which jobs pass over, and posts it all the same", async () => {
    const [counts, manual] = [await lineInReview(tenant, COUNTED), await lineInReview()];
    const staleOf = async (match: Parameters<typeof reviewDigestAction>[0]) =>
      (await reviewDigestAction(match)).data!.stale;
    const staleLinesOf = async (businessOn: string) => {
      const sort = { column: "effectiveOn", direction: "asc" } as const;
      const filter = { ...ALL, due: "due", sort, businessOn, pageIndex: 0, pageSize: 9 } as const;
      const { items } = await billingReview(tenant.scope, filter);
      return items.filter(({ isStale }) => isStale).map(({ lineId }) => lineId);
    };
    tenant.clock.set("2026-06-04T13:00:00Z");
    expect(await staleOf(DUE)).toEqual({ items: 0, lines: 0, totals: [], staleAfterDays: 3 });
    tenant.clock.set("2026-06-05T13:00:00Z");
    const one = { items: 1, lines: 1, totals: [{ currency: "USD", amount: "100.00" }], staleAfterDays: 3 };
    expect(await staleOf(DUE)).toEqual(one);
    expect(await staleOf(ALL)).toMatchObject({
      items: 4,
      lines: 1,
      totals: [{ currency: "USD", amount: "400.00" }],
    });
    expect(await staleOf({ ...DUE, search: manual.name })).toMatchObject({ items: 0 });
    // Row by row as well, and on the last day that a count may be old nothing is stale.
    expect(await staleLinesOf("2026-06-04")).toEqual([]);
    expect(await staleLinesOf("2026-06-05")).toEqual([counts.id]);
    // The very lines that a job passes over.
    const run = { throughOn: "2026-06-05", scope: { accountIds: [], contractIds: [], kinds: [] } };
    const job = await postRun(jobContextFor(tenant), { ...run, staleAfterDays: 3, isDryRun: true });
    expect(job.passedOver).toMatchObject([{ lineId: counts.id }]);
    expect((await postMatchingAction(await digestOf(DUE))).data).toMatchObject({ posted: 2 });
    expect((await chargesOf()).map(({ lineId }) => lineId).sort()).toEqual([counts.id, manual.id].sort());
  });

  it("is for those who post, and never reaches another company", async () => {
    const other = await makeTenant();
    await lineInReview(other);
    expect((await digestOf()).digest.items).toBe(0);
    const nothing = await digestOf();
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await reviewDigestAction(ALL)).serverError?.code).toBe("not-allowed");
    expect((await postMatchingAction(nothing)).serverError?.code).toBe("not-allowed");
    expect(await chargesOf(other)).toEqual([]);
  });
});

const REASON = "Agreed on the phone";

describe("posting over another amount", () => {
  it("posts the item as it stands and the difference as a manual charge, in one", async () => {
    const line = await lineInReview();
    const [june, ...later] = await itemsOf(line.id);
    const item = { id: june!.id, contentHash: june!.contentHash };
    expect((await postAdjustedAction({ item, amount: "80", reason: REASON })).data).toEqual({
      adjustmentMinor: "-2000",
      currency: "USD",
    });
    const charges = (await chargesOf()).sort((a, b) => (a.kind < b.kind ? -1 : 1));
    expect(charges).toMatchObject([
      {
        kind: "manual",
        amountMinor: -2_000n,
        reason: REASON,
        explanation: "Adjusted from 100.00 to 80.00: -20.00",
        periodStartOn: "2026-06-01",
        units: null,
      },
      { kind: "regular", amountMinor: 10_000n, reason: null },
    ]);
    expect(await itemsOf(line.id)).toEqual(later);
    const audited = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "charge.adjusted")),
    );
    expect(audited).toMatchObject([{ reason: REASON, subjectId: charges[0]!.id }]);
  });

  it.each([
    ["", "Enter an amount in USD, such as 125.00"],
    ["1,000.00", "“1,000.00” is not an amount; enter one such as 125.00"],
    ["80.005", "An amount in USD has at most 2 decimals; “80.005” has more"],
    ["100.00", "100.00 is the amount as it stands"],
    ["-0.01", "Nothing is billed for this period, so nothing can be credited"],
  ])("says what is wrong with “%s”, and posts nothing", async (amount, message) => {
    const { serverError } = await postAdjustedAction({ item: await firstItem(), amount, reason: REASON });
    expect(serverError?.code).toBe("invalid");
    expect(serverError?.fields?.[0]).toMatchObject({
      path: "amount",
      message: expect.stringContaining(message),
    });
    expect(await chargesOf()).toEqual([]);
  });

  it("reads the amount with the currency's digits", async () => {
    const contract = await makeContract(tenant, { currency: "JPY" });
    const line = await makeLine(tenant, {
      contractId: contract.id,
      units: [{ effectiveOn: "2026-06-01", units: "10" }],
    });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
    const [{ id, contentHash }] = (await itemsOf(line.id)) as [typeof billingItem.$inferSelect];
    const item = { id, contentHash };
    const { serverError } = await postAdjustedAction({ item, amount: "80.5", reason: REASON });
    expect(serverError?.fields?.[0]?.message).toBe("An amount in JPY has no decimals; “80.5” has more");
    expect((await postAdjustedAction({ item, amount: "80", reason: REASON })).data?.adjustmentMinor).toBe(
      "-20",
    );
  });

  it("is refused for an item that changed, without a reason, and to who may not post", async () => {
    const item = await firstItem();
    const stale = await postAdjustedAction({
      item: { ...item, contentHash: "0".repeat(64) },
      amount: "80",
      reason: REASON,
    });
    expect(stale.serverError?.code).toBe("items-changed");
    const blank = await postAdjustedAction({ item, amount: "80", reason: " " });
    expect(blank.validationErrors?.fieldErrors.reason?.[0]).toMatch(/^Enter a reason/);
    signIn(await makeUser(tenant, { role: "Auditor" }));
    expect((await postAdjustedAction({ item, amount: "80", reason: REASON })).serverError?.code).toBe(
      "not-allowed",
    );
    expect(await chargesOf()).toEqual([]);
  });
});

describe("adjusting a period by hand", () => {
  const adjust = (
    lineId: string,
    amount: string,
    values: { chargeId?: string; periodStartOn?: string } = {},
  ) =>
    adjustPeriodAction({
      chargeId: crypto.randomUUID(),
      lineId,
      periodStartOn: "2026-06-01",
      amount,
      reason: REASON,
      ...values,
    });

  it("posts a manual charge at once, once, and never credits more than is billed", async () => {
    const line = await lineInReview();
    const chargeId = crypto.randomUUID();
    expect((await adjust(line.id, "-5")).serverError?.fields?.[0]?.message).toBe(
      "Nothing is billed for 1 to 30 June 2026, so nothing can be credited; enter 0 or more",
    );
    await postMatchingAction(await digestOf(DUE));
    const kept = await itemsOf(line.id);
    for (let times = 0; times < 2; times += 1) {
      const { data } = await adjust(line.id, "-30.5", { chargeId });
      expect(data).toEqual({ amount: "-30.50", currency: "USD" });
    }
    expect((await chargesOf()).filter(({ kind }) => kind === "manual")).toMatchObject([
      {
        id: chargeId,
        amountMinor: -3_050n,
        effectiveOn: "2026-06-01",
        reason: REASON,
        taxTreatment: "taxable",
      },
    ]);
    expect((await adjust(line.id, "-69.51")).serverError?.fields?.[0]?.message).toBe(
      "At most 69.50 USD is billed for 1 to 30 June 2026; enter -69.50 or more",
    );
    expect((await adjust(line.id, "12")).data?.amount).toBe("12.00");
    expect((await listAdjustablePeriodsAction({ lineId: line.id })).data).toEqual({
      currency: "USD",
      periods: [{ startOn: "2026-06-01", inWords: "1 to 30 June 2026", balance: "81.50" }],
    });
    // Outside what is already posted: nothing of it comes back into review (design.md 8).
    expect(await itemsOf(line.id)).toEqual(kept);
    // Inside the cap: ending the line on its first day credits what is left, no more.
    await withTenant(tenant.scope, async (db) => {
      await db.update(contractLine).set({ endOn: "2026-05-31" }).where(eq(contractLine.id, line.id));
      await reprojectLine(db, contextFor(tenant), line.id);
    });
    expect((await itemsOf(line.id)).map(({ amountMinor }) => amountMinor)).toEqual([-8_150n]);
  });

  it("knows its line's periods alone, and who may", async () => {
    const line = await lineInReview();
    for (const periodStartOn of ["2026-06-02", "2026-05-01", "2026-07-01"])
      expect((await adjust(line.id, "1", { periodStartOn })).serverError?.fields?.[0]).toEqual({
        path: "periodStartOn",
        message: "Choose one of the periods of this service line",
      });
    expect((await adjust(line.id, "0")).serverError?.fields?.[0]?.path).toBe("amount");
    const theirs = await lineInReview(await makeTenant());
    expect((await adjust(theirs.id, "1")).serverError?.code).toBe("not-found");
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await adjust(line.id, "1")).serverError?.code).toBe("not-allowed");
    expect(await chargesOf()).toEqual([]);
  });
});

describe("why", () => {
  it("derives an item in review, and a charge as it stood when it was posted", async () => {
    const line = await lineInReview();
    const [june] = await itemsOf(line.id);
    const seen = (await deriveItemAction({ of: "item", id: june!.id })).data!;
    expect(seen).toMatchObject({
      entitlement: "100.00",
      segments: [{ fromOn: "2026-06-01", throughOn: "2026-06-30", units: "10", days: 30, exact: "100" }],
      items: [{ kind: "regular", amount: "100.00", isAsked: true }],
      earlier: [],
      terms: expect.stringMatching(/^From 1 June 2026, units are entered by hand; billed at the start/),
    });
    await postMatchingAction(await digestOf(DUE));
    const [posted] = await chargesOf();
    expect((await deriveItemAction({ of: "charge", id: posted!.id })).data).toEqual(seen);
  });

  it("is for every role of the company, and for no other company", async () => {
    const { id } = await firstItem();
    signIn(await makeUser(tenant, { role: "Auditor" }));
    expect((await deriveItemAction({ of: "item", id })).data?.entitlement).toBe("100.00");
    const theirs = await firstItem(await makeTenant());
    expect((await deriveItemAction({ of: "item", id: theirs.id })).serverError?.code).toBe("not-found");
    expect((await deriveItemAction({ of: "charge", id })).serverError?.code).toBe("not-found");
  });
});

describe("the list", () => {
  it("has source, cost, tax and description of each item, in the order that was asked for", async () => {
    const contract = await makeContract(tenant);
    const line = await makeLine(tenant, {
      contractId: contract.id,
      description: "Seats of the shop floor",
      prices: [{ effectiveOn: "2026-06-01", unitPrice: "10.00", unitCost: "7.5" }],
      units: [{ effectiveOn: "2026-06-01", units: "10" }],
    });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
    const filter = { ...ALL, businessOn: "2026-06-01", pageIndex: 0, pageSize: 3 };
    for (const column of REVIEW_SORTS) {
      const { items, matching, totals, accounts, contracts } = await billingReview(tenant.scope, {
        ...filter,
        sort: { column, direction: "desc" },
      });
      expect(items.map(({ effectiveOn }) => effectiveOn)).toEqual(["2026-09-01", "2026-08-01", "2026-07-01"]);
      expect(items[0]).toMatchObject({
        source: "manual",
        unitCost: "7.50",
        isTaxable: true,
        description: "Seats of the shop floor",
        isDue: false,
      });
      expect({ matching, totals }).toMatchObject({
        matching: 4,
        totals: [{ dueItems: 1, dueAmount: "100.00" }],
      });
      expect(accounts).toMatchObject([{ id: contract.accountId }]);
      expect(contracts).toEqual([{ id: contract.id, name: contract.name }]);
    }
  });
});
