import { and, asc, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import type { Session } from "@/lib/auth/session";
import { lineBillingInput } from "@/lib/commands/billing/line-billing-input";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { currentLine } from "@/lib/commands/contract-lines/current-line";
import { editContract } from "@/lib/commands/contracts/edit-contract";
import { conservationGaps } from "@/lib/domain/billing/conservation";
import { openCharges } from "@/lib/queries/billing";
import { contractPage } from "@/lib/queries/contract-page";
import { openingAmounts } from "@/lib/queries/contracts-opening-amounts";
import {
  contextFor,
  type LineValues,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { saveOpeningAmountsAction } from "../../actions";

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
  tenant = await makeTenant({ clockAt: "2026-03-30T13:00:00Z" });
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

/** Ten units at 10.00 from 17 January on. */
async function goLive(throughOn: string | null, { units, ...values }: LineValues = {}) {
  const startOn = "2026-01-17";
  const contract = await makeContract(tenant, { startOn, billedElsewhereThroughOn: throughOn });
  const line = await makeLine(tenant, {
    contractId: contract.id,
    startOn,
    units: [{ effectiveOn: startOn, units: "10" }, ...(units ?? [])],
    ...values,
  });
  await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
  return line;
}

const itemsOf = async (lineId: string) => {
  const rows = await withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(billingItem)
      .where(eq(billingItem.lineId, lineId))
      .orderBy(asc(billingItem.periodStartOn), asc(billingItem.effectiveOn)),
  );
  return rows.map(({ kind, effectiveOn, amountMinor }) => `${kind} ${effectiveOn} ${amountMinor}`);
};

const save = (lineId: string, amounts: Record<string, string>, version = 1) =>
  saveOpeningAmountsAction({
    lineId,
    version,
    amounts: Object.entries(amounts).map(([periodStartOn, amount]) => ({ periodStartOn, amount })),
  });

describe("an opening amount", () => {
  it("of 100.00 for a contract from 17 January leaves five items of together 500.00 (design.md 8)", async () => {
    const line = await goLive("2026-02-16");
    expect((await save(line.id, { "2026-01-17": "100.00" })).data).toEqual({ version: 2 });
    expect(await itemsOf(line.id)).toEqual([
      "regular 2026-02-17 10000",
      "regular 2026-03-17 10000",
      "regular 2026-04-17 10000",
      "regular 2026-05-17 10000",
      "regular 2026-06-17 10000",
    ]);
  });

  it("makes a later change in a prebilled period bill its difference alone", async () => {
    const change = { units: [{ effectiveOn: "2026-04-10", units: "11" }] };
    const line = await goLive("2026-04-16", change);
    expect((await itemsOf(line.id))[0]).toBe("regular 2026-04-17 11000");
    await save(line.id, { "2026-03-17": "100" });
    // One unit for 7 of the 31 days from 17 March to 16 April: 10.00 × 7 ÷ 31 = 2.258…
    expect((await itemsOf(line.id)).slice(0, 2)).toEqual([
      "proration 2026-04-10 226",
      "regular 2026-04-17 11000",
    ]);
  });

  it("credits no more than it: units that end in a prebilled period", async () => {
    const line = await goLive("2026-04-16", { units: [{ effectiveOn: "2026-04-01", units: "0" }] });
    await save(line.id, { "2026-03-17": "100.00" });
    // 16 of 31 days: 100.00 × 16 ÷ 31 = 51.612…
    expect(await itemsOf(line.id)).toEqual(["proration 2026-04-01 -5161"]);
  });

  it("adds up in the second, independent computation: it is posted, and nothing of its period is billed again", async () => {
    const line = await goLive("2026-04-16", { units: [{ effectiveOn: "2026-04-10", units: "11" }] });
    await save(line.id, { "2026-03-17": "100.00" });
    const ctx = contextFor(tenant);
    const throughOn = Temporal.PlainDate.from("2026-06-16");
    await withTenant(tenant.scope, async (db) => {
      const input = await lineBillingInput(db, ctx, await currentLine(db, ctx, line.id), throughOn);
      const items = await db.select().from(billingItem).where(eq(billingItem.lineId, line.id));
      const inReview = items.map(({ periodStartOn, amountMinor }) => ({
        periodStartOn: Temporal.PlainDate.from(periodStartOn),
        amountMinor,
      }));
      expect(items.length).toBeGreaterThan(2);
      expect(conservationGaps(input, inReview, throughOn)).toEqual([]);
    });
  });

  it.each([
    ["as its days are worth", "48.39", ["proration 2026-04-01 5161"]],
    ["above it", "50.00", ["proration 2026-03-17 -161", "proration 2026-04-01 5161"]],
  ])("of a part-billed period, %s, leaves the rest of its 100.00", async (_how, amount, items) => {
    const line = await goLive("2026-03-31");
    await save(line.id, { "2026-03-17": amount });
    expect((await itemsOf(line.id)).filter((item) => !item.startsWith("regular"))).toEqual(items);
  });

  it("is never a charge: nothing of it can be invoiced, and it shows on the contract with its history", async () => {
    const line = await goLive("2026-02-16");
    await save(line.id, { "2026-01-17": "100.00" });
    await save(line.id, { "2026-01-17": "90.00" }, 2);
    expect(await openCharges(tenant.scope)).toEqual([]);
    const page = await contractPage(tenant.scope, line.contractId, "2026-03-30");
    expect(page?.opening[0]?.periods).toEqual([
      { startOn: "2026-01-17", endOn: "2026-02-16", isPart: false, amount: "90.00" },
    ]);
    expect(page?.history[0]).toMatchObject({
      action: "contract-line.opening-amounts-saved",
      actorName: tenant.admin.name,
      changes: expect.arrayContaining([
        { field: "openingAmount 2026-01-17", from: "100.00 USD", to: "90.00 USD" },
      ]),
    });
  });

  it("is taken back by a blank", async () => {
    const line = await goLive("2026-02-16");
    const before = await itemsOf(line.id);
    await save(line.id, { "2026-01-17": "120.00" });
    expect(await itemsOf(line.id)).not.toEqual(before);
    await save(line.id, { "2026-01-17": "" }, 2);
    expect(await itemsOf(line.id)).toEqual(before);
  });
});

describe("opening amounts are refused", () => {
  const missing =
    "Enter what was billed for the period from 2026-02-17 too: an earlier one has an amount, and this one would be billed once more";
  it.each([
    [{ "2026-01-17": "100.00", "2026-02-17": "" }, "amounts.1.amount", missing],
    [{ "2026-01-17": "100.00" }, "amounts.1.amount", missing],
    [
      { "2026-02-17": "0.00" },
      "amounts.0.amount",
      "An opening amount is more than 0; leave it blank where nothing was billed for this period",
    ],
    [
      { "2026-02-17": "-5" },
      "amounts.0.amount",
      "An opening amount is more than 0; leave it blank where nothing was billed for this period",
    ],
    [
      { "2026-02-17": "10.005" },
      "amounts.0.amount",
      "An amount in USD has at most 2 decimals; “10.005” has more",
    ],
    [
      { "2026-02-17": "1,000.00" },
      "amounts.0.amount",
      "An amount is a number such as 100.00, with a point before the decimals and nothing between thousands; “1,000.00” is not",
    ],
    [
      { "2026-03-17": "100.00" },
      "amounts.0.amount",
      "This is no period of this service line that was billed elsewhere; reload the page",
    ],
  ])("with %o: the field says why, and nothing changes", async (amounts, path, message) => {
    const line = await goLive("2026-03-16");
    const before = await itemsOf(line.id);
    const { serverError } = await save(line.id, amounts as Record<string, string>);
    expect(serverError).toMatchObject({ code: "invalid", fields: [{ path, message }] });
    expect(await itemsOf(line.id)).toEqual(before);
  });

  it("once something of the line is posted", async () => {
    const line = await goLive("2026-02-16");
    await withTenant(tenant.scope, (db) => db.select().from(billingItem)).then(([item]) =>
      postItems(contextFor(tenant), { items: [{ id: item!.id, contentHash: item!.contentHash }] }),
    );
    const { serverError } = await save(line.id, { "2026-01-17": "100.00" });
    expect(serverError?.code).toBe("invalid");
    expect(JSON.stringify(serverError)).toContain("amounts of this service line are posted");
    expect((await openingAmounts(tenant.scope, line.contractId))?.lines[0]?.isPosted).toBe(true);
  });

  it("from a second tab, from a Technician, and for another company's line", async () => {
    const line = await goLive("2026-02-16");
    await save(line.id, { "2026-01-17": "100.00" });
    expect((await save(line.id, { "2026-01-17": "90.00" })).serverError?.code).toBe("changed-meanwhile");
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await save(line.id, { "2026-01-17": "90.00" }, 2)).serverError?.code).toBe("not-allowed");
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect((await save(line.id, { "2026-01-17": "90.00" }, 2)).serverError?.code).toBe("not-found");
    expect(await openingAmounts(tenant.scope, line.contractId)).toBeNull();
  });
});

it("while opening amounts stand, the contract's periods stay as they are", async () => {
  const line = await goLive("2026-02-16");
  await save(line.id, { "2026-01-17": "100.00" });
  const edit = {
    contractId: line.contractId,
    version: 1,
    name: "Managed services",
    referenceNumber: "",
    billingCycle: "monthly" as const,
    alignment: "contract-start" as const,
    anchorDay: 5,
    issueInvoiceOn: "start" as const,
    startOn: "2026-01-17",
    endOn: null,
    billedElsewhereThroughOn: "2026-03-16",
    currency: "USD",
  };
  const kept = { anchorDay: null, billedElsewhereThroughOn: "2026-02-16" };
  await expect(editContract(contextFor(tenant), edit)).rejects.toMatchObject({
    code: "invalid",
    fields: [{ path: "anchorDay" }, { path: "billedElsewhereThroughOn" }],
  });
  expect(await editContract(contextFor(tenant), { ...edit, ...kept })).toEqual({ version: 2 });
  const audited = await withTenant(tenant.scope, (db) =>
    db
      .select({ action: auditEvent.action })
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "contract"), eq(auditEvent.subjectId, line.contractId))),
  );
  expect(audited).toEqual([{ action: "contract.edited" }]);
});
