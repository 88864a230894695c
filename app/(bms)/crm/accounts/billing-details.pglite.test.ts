import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import type { Session } from "@/lib/auth/session";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { accountPage } from "@/lib/queries/accounts/account-page";
import { invoicePage } from "@/lib/queries/invoices";
import { openCredits } from "@/lib/queries/open-credits";
import {
  contextFor,
  makeAccount,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { makeBilledLine, makeCharge } from "@/lib/testing/posted-charge";
import { startTestDatabase } from "@/lib/testing/test-database";
import { addTaxRateAction, saveAccountAction } from "./actions";

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
let accountId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  accountId = (await makeAccount(tenant, { taxRatePercent: "20" })).id;
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const typed = {
  billingName: "",
  billingAddress: "",
  currency: "",
  taxRatePercent: "20",
  paymentTermDays: "30",
};
const pageOf = async () => (await accountPage(tenant.scope, accountId, "2026-06-01"))!;
const rate = (values: object = {}) => ({
  ...{ accountId, version: 1, effectiveOn: "2026-07-01", ratePercent: "25" },
  ...values,
});

describe("who is sent its invoices", () => {
  it("is saved as a list, with who changed it; a save that does not name it leaves it", async () => {
    const saved = await saveAccountAction({
      ...{ ...typed, accountId, version: 1, routesInvoiceToParent: true },
      invoiceEmails: "ap@rk.example, boss@rk.example\nap@rk.example",
    });
    expect(saved.data).toEqual({ version: 2 });
    expect(await pageOf()).toMatchObject({
      invoiceEmails: ["ap@rk.example", "boss@rk.example"],
      routesInvoiceToParent: true,
    });
    await saveAccountAction({ ...typed, accountId, version: 2 });
    expect((await pageOf()).invoiceEmails).toHaveLength(2);
    const [event] = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "account.saved")).orderBy(auditEvent.position),
    );
    expect(event!.changes).toMatchObject({
      invoiceEmails: { from: [], to: ["ap@rk.example", "boss@rk.example"] },
      routesInvoiceToParent: { from: false, to: true },
    });
  });

  it("names what is no address, and saves nothing", async () => {
    const { validationErrors } = await saveAccountAction({
      ...{ ...typed, accountId, version: 1 },
      invoiceEmails: "ap@rk.example, boss",
    });
    expect(JSON.stringify(validationErrors)).toContain("“boss” is not an e-mail address");
  });
});

describe("dated tax rates", () => {
  it("apply to invoices from their date on, and are listed the latest first", async () => {
    const line = await makeBilledLine(tenant, accountId);
    const issue = async (effectiveOn: string) => {
      const id = await makeCharge(tenant, { accountId, line, effectiveOn });
      const made = await generateInvoices(contextFor(tenant), { chargeIds: [id] });
      return (await invoicePage(tenant.scope, made.invoices[0]!.id))!.tax;
    };
    expect((await addTaxRateAction(rate())).data).toEqual({ version: 2 });
    await addTaxRateAction(rate({ version: 2, effectiveOn: "2026-08-01", ratePercent: "" }));
    expect(await issue("2026-06-01")).toBe("20.00");
    tenant.clock.set("2026-07-01T13:00:00Z");
    expect(await issue("2026-06-02")).toBe("25.00");
    tenant.clock.set("2026-08-01T13:00:00Z");
    expect(await issue("2026-06-03")).toBe("0.00");
    expect(
      (await pageOf()).taxRates.map(({ effectiveOn, ratePercent }) => [effectiveOn, ratePercent]),
    ).toEqual([
      ["2026-08-01", null],
      ["2026-07-01", "25"],
    ]);
  });

  it("begin after the last invoice, on a date of their own, and know of other saves", async () => {
    const line = await makeBilledLine(tenant, accountId);
    await generateInvoices(contextFor(tenant), {
      chargeIds: [await makeCharge(tenant, { accountId, line })],
    });
    const refusal = async (values: object) => (await addTaxRateAction(rate(values))).serverError;
    expect(await refusal({ effectiveOn: "2026-06-01" })).toMatchObject({
      code: "invalid",
      fields: [{ path: "effectiveOn", message: expect.stringContaining("2026-06-01") }],
    });
    await addTaxRateAction(rate({ effectiveOn: "2026-06-02" }));
    expect(await refusal({ version: 2, effectiveOn: "2026-06-02", ratePercent: "30" })).toMatchObject({
      fields: [{ path: "effectiveOn" }],
    });
    expect(await refusal({ effectiveOn: "2026-06-03" })).toMatchObject({ code: "changed-meanwhile" });
    const [kept] = await withTenant(tenant.scope, (db) =>
      db.select().from(account).where(eq(account.id, accountId)),
    );
    expect(kept!.version).toBe(2);
    expect((await pageOf()).taxRates).toHaveLength(1);
  });

  it("begin after a consolidated invoice, too, which is the parent's", async () => {
    const payer = await makeAccount(tenant, { taxRatePercent: "5" });
    accountId = (await makeAccount(tenant, { parentAccountId: payer.id, routesInvoiceToParent: true })).id;
    const line = await makeBilledLine(tenant, accountId);
    const chargeIds = [await makeCharge(tenant, { accountId, line })];
    await generateInvoices(contextFor(tenant), { chargeIds, groupBy: "consolidated" });
    const { serverError } = await addTaxRateAction(rate({ effectiveOn: "2026-06-01" }));
    expect(serverError).toMatchObject({ code: "invalid", fields: [{ path: "effectiveOn" }] });
    // Nothing of the payer's own is on it: no amount that stands there was taxed at its rate.
    const own = await addTaxRateAction(rate({ accountId: payer.id, effectiveOn: "2026-06-01" }));
    expect(own.data).toEqual({ version: 2 });
  });

  it("are not for a Technician, nor for another company", async () => {
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await addTaxRateAction(rate())).serverError?.code).toBe("not-allowed");
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect((await addTaxRateAction(rate())).serverError?.code).toBe("not-found");
  });
});

describe("credit carried forward", () => {
  it("is what no document has used, by currency", async () => {
    const line = await makeBilledLine(tenant, accountId);
    const credit = (values: object) => makeCharge(tenant, { accountId, line, kind: "proration", ...values });
    await credit({ amountMinor: -300n, effectiveOn: "2026-06-10" });
    await credit({ amountMinor: -400n, effectiveOn: "2026-06-11" });
    await credit({ amountMinor: -500n, effectiveOn: "2026-06-12", currency: "EUR" });
    const due = await makeCharge(tenant, { accountId, line, amountMinor: 350n });
    await generateInvoices(contextFor(tenant), { chargeIds: [due] });
    expect((await pageOf()).openCredits).toEqual([
      { currency: "EUR", amount: "5.00", credits: 1 },
      { currency: "USD", amount: "3.50", credits: 1 },
    ]);
    expect(await openCredits(tenant.scope)).toHaveLength(2);
    expect(await openCredits((await makeTenant()).scope)).toEqual([]);
  });
});
