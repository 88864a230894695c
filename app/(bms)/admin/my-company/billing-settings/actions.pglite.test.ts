import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { billingSettingsOf, DEFAULT_BILLING_SETTINGS } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import type { Session } from "@/lib/auth/session";
import { postItems } from "@/lib/commands/billing/post-items";
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
import { saveBillingSettingsAction } from "./actions";

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

const { version: _never, exportNames: _elsewhere, ...defaults } = DEFAULT_BILLING_SETTINGS;
const typed = (values: Partial<Parameters<typeof saveBillingSettingsAction>[0]> = {}) => ({
  ...defaults,
  staleAfterDays: "3",
  version: 0,
  ...values,
});
const stored = () => withTenant(tenant.scope, (db) => billingSettingsOf(db, tenant.scope));
const items = () =>
  withTenant(tenant.scope, (db) => db.select().from(billingItem).orderBy(billingItem.effectiveOn));

describe("Billing Settings", () => {
  it("are saved by a Finance Manager, version after version, and audited", async () => {
    signIn(await makeUser(tenant, { role: "Finance Manager", name: "Fay" }));
    const first = typed({ invoiceNumberPrefix: " INV- ", latestJobStart: "07:30", staleAfterDays: " 5 " });
    expect((await saveBillingSettingsAction(first)).data).toEqual({ version: 1, reprojectedLines: 0 });
    expect(await stored()).toMatchObject({
      invoiceNumberPrefix: "INV-",
      latestJobStart: "07:30",
      staleAfterDays: 5,
    });
    await saveBillingSettingsAction(typed({ version: 1, companyAddress: "1 Mill Lane\nTroy" }));
    expect(await stored()).toMatchObject({ version: 2, companyAddress: "1 Mill Lane\nTroy" });
    const events = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "billing-settings.saved")),
    );
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      actorName: "Fay",
      changes: { staleAfterDays: { from: 3, to: 5 }, version: { from: 0, to: 1 } },
    });
  });

  it.each([0, 1])("of version %s meet a second tab, which is told what changed", async (version) => {
    if (version === 1) await saveBillingSettingsAction(typed());
    await saveBillingSettingsAction(typed({ version, invoiceFooter: "Thank you" }));
    const { serverError } = await saveBillingSettingsAction(typed({ version, companyTaxNumber: "DE 1" }));
    expect(serverError).toMatchObject({
      code: "changed-meanwhile",
      fields: [{ path: "invoiceFooter", message: expect.stringContaining("to “Thank you”") }],
    });
    expect((await stored()).companyTaxNumber).toBe("");
  });

  it.each([
    ["staleAfterDays", { staleAfterDays: "0" }, "Enter a number of days from 1 to 60, such as 3; “0” is not"],
    ["latestJobStart", { latestJobStart: "25:00" }, "Enter a time of day from 00:00 to 23:59, such as 06:00"],
    [
      "creditNoteNumberPrefix",
      { invoiceNumberPrefix: "x-", creditNoteNumberPrefix: "X-" },
      "Invoices and credit notes would have the same numbers; enter a prefix of its own, such as CN-",
    ],
  ] as const)("say what is wrong with %s", async (field, values, message) => {
    const { validationErrors } = await saveBillingSettingsAction(typed(values));
    expect(validationErrors?.fieldErrors[field]).toEqual([message]);
  });

  it("are not for other roles, nor for who is signed out", async () => {
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await saveBillingSettingsAction(typed())).serverError?.code).toBe("not-allowed");
    signedIn.session = null;
    expect((await saveBillingSettingsAction(typed())).serverError?.code).toBe("signed-out");
    expect((await stored()).version).toBe(0);
  });

  it("bring items of 0.00 into review and out of it again; posted ones stay posted", async () => {
    const [free, billed] = [
      await makeLine(tenant, { units: [{ effectiveOn: "2026-06-01", units: "0" }] }),
      await makeLine(tenant, { units: [{ effectiveOn: "2026-06-01", units: "2" }] }),
    ];
    for (const { id } of [free, billed])
      await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), id));
    const others = await items();
    expect(others.every(({ lineId }) => lineId === billed.id)).toBe(true);

    const on = await saveBillingSettingsAction(typed({ postsZeroItems: true }));
    expect(on.data).toEqual({ version: 1, reprojectedLines: 1 });
    const zero = (await items()).filter(({ lineId }) => lineId === free.id);
    expect(zero).toHaveLength(4);
    expect(zero[0]).toMatchObject({
      amountMinor: 0n,
      kind: "regular",
      effectiveOn: "2026-06-01",
      explanation: "0 units at 10.00, 1 to 30 June 2026: 0.00",
    });
    const { id, contentHash } = zero[0]!;
    await postItems(contextFor(tenant), { items: [{ id, contentHash }] });
    expect((await items()).filter(({ lineId }) => lineId === free.id)).toHaveLength(3);

    const off = await saveBillingSettingsAction(typed({ version: 1 }));
    expect(off.data).toEqual({ version: 2, reprojectedLines: 1 });
    expect(await items()).toEqual(others);
  });
});
