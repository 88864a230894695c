import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import type { Session } from "@/lib/auth/session";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { openCharges } from "@/lib/queries/billing";
import {
  contextFor,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  generateInvoicesAction as generateAction,
  previewInvoicesAction,
  unpostChargesAction,
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

/** The id of a posted charge of 100.00: 10 units at 10.00, of an account of its own. */
async function postedCharge(of: TestTenant = tenant): Promise<string> {
  const line = await makeLine(of, { units: [{ effectiveOn: "2026-06-01", units: "10" }] });
  const [item] = await withTenant(of.scope, async (db) => {
    await reprojectLine(db, contextFor(of), line.id);
    return db
      .select()
      .from(billingItem)
      .where(eq(billingItem.lineId, line.id))
      .orderBy(billingItem.effectiveOn);
  });
  await postItems(contextFor(of), { items: [{ id: item!.id, contentHash: item!.contentHash }] });
  const [posted] = await withTenant(of.scope, (db) =>
    db.select({ id: charge.id }).from(charge).where(eq(charge.lineId, line.id)),
  );
  return posted!.id;
}

/** What the dialog does: it looks first, and generates what it saw. */
async function generateInvoicesAction({ chargeIds }: { chargeIds: string[] }) {
  const { data, ...refused } = await previewInvoicesAction({ chargeIds });
  return data
    ? generateAction({ chargeIds, groupBy: data.groupBy, digest: data.digest })
    : { ...refused, data };
}

const invoicesOf = (of: TestTenant = tenant) =>
  withTenant(of.scope, (db) => db.select().from(invoice).orderBy(invoice.number));

describe("generating invoices", () => {
  it("makes one for each account, numbered in a row, of exactly the chosen charges", async () => {
    const [first, second] = [await postedCharge(), await postedCharge()];
    await postedCharge();
    const { data } = await generateInvoicesAction({ chargeIds: [first, second] });
    expect(data?.leftOpen).toBe(0);
    expect(data?.invoices.map(({ total, currency }) => [total, currency])).toEqual([
      ["100.00", "USD"],
      ["100.00", "USD"],
    ]);
    const stored = await invoicesOf();
    expect(stored.map((row) => row.id).sort()).toEqual(data?.invoices.map((row) => row.id).sort());
    expect(stored[1]!.number - stored[0]!.number).toBe(1);
    const lines = await withTenant(tenant.scope, (db) => db.select().from(invoiceLine));
    expect(lines.map((line) => line.chargeId).sort()).toEqual([first, second].sort());
  });

  it("does nothing for a visitor who is not signed in", async () => {
    const id = await postedCharge();
    signedIn.session = null;
    expect((await generateInvoicesAction({ chargeIds: [id] })).serverError?.code).toBe("signed-out");
    expect(await invoicesOf()).toEqual([]);
  });

  it.each(["Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    const id = await postedCharge();
    signIn(await makeUser(tenant, { role }));
    expect((await generateInvoicesAction({ chargeIds: [id] })).serverError?.code).toBe("not-allowed");
    expect(await invoicesOf()).toEqual([]);
  });

  it("does not reach charges of another company, and takes no number for them", async () => {
    const other = await makeTenant();
    const [own, theirs] = [await postedCharge(), await postedCharge(other)];
    expect((await generateInvoicesAction({ chargeIds: [own, theirs] })).serverError?.code).toBe(
      "items-changed",
    );
    expect([await invoicesOf(), await invoicesOf(other)]).toEqual([[], []]);
  });

  it("never invoices a charge twice", async () => {
    const id = await postedCharge();
    await generateInvoicesAction({ chargeIds: [id] });
    expect((await generateInvoicesAction({ chargeIds: [id] })).serverError?.code).toBe("items-changed");
    expect(await invoicesOf()).toHaveLength(1);
  });

  it("makes what was shown, numbers and totals, and refuses when that would be something else by now", async () => {
    const [first, second] = [await postedCharge(), await postedCharge()];
    const { data: seen } = await previewInvoicesAction({ chargeIds: [first], groupBy: "contract" });
    expect(seen).toMatchObject({
      groupBy: "contract",
      invoices: [
        { number: "1", lines: 1, net: "100.00", total: "100.00", currency: "USD", dueOn: "2026-07-01" },
      ],
    });
    await generateInvoicesAction({ chargeIds: [second] });
    const input = { chargeIds: [first], groupBy: "contract" as const, digest: seen!.digest };
    expect((await generateAction(input)).serverError?.code).toBe("items-changed");
    expect(await invoicesOf()).toHaveLength(1);
    const { data: now } = await previewInvoicesAction({ chargeIds: [first], groupBy: "contract" });
    expect(now!.invoices[0]!.number).toBe("2");
    expect((await generateAction({ ...input, digest: now!.digest })).data?.invoices).toMatchObject([
      { number: 2, total: "100.00" },
    ]);
  });

  it("asks for at least one charge", async () => {
    const { validationErrors } = await generateInvoicesAction({ chargeIds: [] });
    expect(validationErrors?.fieldErrors.chargeIds).toEqual(["Select at least one row"]);
  });
});

const REASON = "Posted a month too early";
const itemHashes = (of: TestTenant = tenant) =>
  withTenant(of.scope, async (db) =>
    (await db.select({ hash: billingItem.contentHash }).from(billingItem)).map(({ hash }) => hash).sort(),
  );
const chargesOf = (of: TestTenant = tenant) =>
  withTenant(of.scope, (db) => db.select().from(charge).orderBy(charge.revision));

describe("unposting", () => {
  it("takes charges back by mirrors, and their items stand in review exactly as before", async () => {
    const line = await makeLine(tenant, { units: [{ effectiveOn: "2026-06-01", units: "10" }] });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
    const before = await itemHashes();
    // More often than one period may be corrected (proration.md 2.11): pairs are no corrections.
    for (let times = 0; times < 9; times += 1) {
      const items = await withTenant(tenant.scope, (db) => db.select().from(billingItem));
      await postItems(contextFor(tenant), {
        items: items.map(({ id, contentHash }) => ({ id, contentHash })),
      });
      const open = await openCharges(tenant.scope);
      const ids = open.map(({ id }) => id);
      expect((await unpostChargesAction({ chargeIds: ids, reason: REASON })).data).toEqual({
        unposted: before.length,
      });
      expect(await itemHashes()).toEqual(before);
      expect(await openCharges(tenant.scope)).toEqual([]);
    }
    const charges = await chargesOf();
    expect(charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
    const mirrors = charges.filter(({ mirrorOfId }) => mirrorOfId !== null);
    expect(mirrors).toHaveLength(9 * before.length);
    expect(mirrors[0]).toMatchObject({ reason: REASON, postedBy: tenant.admin.name, revision: 2 });
    const audited = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "charge.unposted")),
    );
    expect(audited).toHaveLength(mirrors.length);
    expect(audited[0]).toMatchObject({ reason: REASON, subjectKind: "charge" });
  });

  it("does all or nothing: not what is on an invoice, nor what was unposted", async () => {
    const [invoiced, unposted, open] = [await postedCharge(), await postedCharge(), await postedCharge()];
    await generateInvoicesAction({ chargeIds: [invoiced] });
    const first = await unpostChargesAction({ chargeIds: [open, invoiced], reason: REASON });
    expect(first.serverError).toMatchObject({
      code: "charge-documented",
      message: "1 of 2 charges is already on an invoice. Nothing was unposted.",
    });
    expect((await chargesOf()).filter(({ mirrorOfId }) => mirrorOfId)).toEqual([]);
    await unpostChargesAction({ chargeIds: [unposted], reason: REASON });
    const again = await unpostChargesAction({ chargeIds: [open, unposted], reason: REASON });
    expect(again.serverError?.code).toBe("charge-unposted");
    const mirror = (await chargesOf()).find(({ mirrorOfId }) => mirrorOfId === unposted);
    expect((await unpostChargesAction({ chargeIds: [mirror!.id], reason: REASON })).serverError?.code).toBe(
      "charge-unposted",
    );
    expect((await generateInvoicesAction({ chargeIds: [unposted] })).serverError?.code).toBe("items-changed");
    // Void: its lines stop counting.
    await withTenant(tenant.scope, (db) =>
      db.update(invoice).set({ voidedAt: "2026-06-02T00:00:00Z", voidedBy: "Ann", voidReason: "Wrong" }),
    );
    expect((await unpostChargesAction({ chargeIds: [open, invoiced], reason: REASON })).data).toEqual({
      unposted: 2,
    });
  });

  it("asks for a reason, and is for those who post, within their company", async () => {
    const id = await postedCharge();
    const blank = await unpostChargesAction({ chargeIds: [id], reason: "  " });
    expect(blank.validationErrors?.fieldErrors.reason?.[0]).toMatch(/^Enter a reason/);
    const theirs = await postedCharge(await makeTenant());
    expect((await unpostChargesAction({ chargeIds: [id, theirs], reason: REASON })).serverError?.code).toBe(
      "not-found",
    );
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await unpostChargesAction({ chargeIds: [id], reason: REASON })).serverError?.code).toBe(
      "not-allowed",
    );
    expect(await chargesOf()).toHaveLength(1);
  });
});
