import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { billingItem, charge } from "@/db/schema/billing";
import type { Session } from "@/lib/auth/session";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
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
import { postItemsAction } from "./actions";

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

/** A line of 10 units at 10.00 from June 1, in review. */
async function lineInReview(of: TestTenant = tenant) {
  const line = await makeLine(of, { units: [{ effectiveOn: "2026-06-01", units: "10" }] });
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
