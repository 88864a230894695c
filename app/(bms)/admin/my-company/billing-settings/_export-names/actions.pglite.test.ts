import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { billingSettingsOf, DEFAULT_BILLING_SETTINGS } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import type { Session } from "@/lib/auth/session";
import { exportNamesScreen } from "@/lib/queries/export-names";
import {
  contextFor,
  makeAccount,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { saveBillingSettingsAction } from "../actions";
import { saveExportNamesAction } from "./actions";

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

const stored = () => withTenant(tenant.scope, (db) => billingSettingsOf(db, tenant.scope));
const rate = (ratePercent: string, xeroTaxType = "", quickBooksTaxCode = "") => ({
  ratePercent,
  xeroTaxType,
  quickBooksTaxCode,
});

describe("names in exports", () => {
  it("have a row for each rate in use, are saved, and leave the other settings as never saved", async () => {
    await makeAccount(tenant, { taxRatePercent: "20.0000" });
    await makeAccount(tenant, { taxRatePercent: "8.875" });
    const opened = await exportNamesScreen(tenant.scope);
    expect(opened.rates).toEqual([rate(""), rate("8.875"), rate("20")]);
    const { openedHash } = opened;
    const typed = {
      xeroAccountCode: " 200 ",
      rates: [rate("", "No VAT"), rate("20", "20% (VAT)", "20.0% S")],
    };
    const result = await saveExportNamesAction({ ...typed, openedHash });
    expect(result?.serverError).toBeUndefined();
    const names = {
      xeroAccountCode: "200",
      xeroTaxTypes: { "": "No VAT", "20": "20% (VAT)" },
      quickBooksTaxCodes: { "20": "20.0% S" },
    };
    expect(await stored()).toMatchObject({ version: 0, exportNames: names });
    const events = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "billing-settings.export-names-saved")),
    );
    expect(events).toMatchObject([{ changes: { xeroAccountCode: { from: "", to: "200" } } }]);

    const { version: _never, exportNames: _elsewhere, ...defaults } = DEFAULT_BILLING_SETTINGS;
    const others = await saveBillingSettingsAction({
      ...{ ...defaults, staleAfterDays: "3", version: 0 },
      companyTaxNumber: "US-1",
    });
    expect(others?.data).toMatchObject({ version: 1 });
    expect(await stored()).toMatchObject({ version: 1, companyTaxNumber: "US-1", exportNames: names });
  });

  it("meet a second tab, which is refused and changes nothing", async () => {
    const { openedHash } = await exportNamesScreen(tenant.scope);
    const typed = (xeroAccountCode: string) => ({ xeroAccountCode, rates: [rate("")], openedHash });
    await saveExportNamesAction(typed("200"));
    expect((await saveExportNamesAction(typed("300")))?.serverError?.code).toBe("changed-meanwhile");
    expect((await stored()).exportNames.xeroAccountCode).toBe("200");
    const reopened = await exportNamesScreen(tenant.scope);
    await saveExportNamesAction({ ...typed("300"), openedHash: reopened.openedHash });
    expect((await stored()).exportNames.xeroAccountCode).toBe("300");
  });

  it("are for those who manage Billing Settings, and name the field that is too long", async () => {
    const { openedHash } = await exportNamesScreen(tenant.scope);
    const tooLong = { xeroAccountCode: "2".repeat(51), rates: [rate("20", "x".repeat(101))], openedHash };
    const { validationErrors } = (await saveExportNamesAction(tooLong)) ?? {};
    expect(Object.keys(validationErrors?.fieldErrors ?? {})).toEqual([
      "xeroAccountCode",
      "rates.0.xeroTaxType",
    ]);
    signIn(await makeUser(tenant, { role: "Auditor" }));
    const refused = await saveExportNamesAction({ xeroAccountCode: "", rates: [], openedHash });
    expect(refused?.serverError?.code).toBe("not-allowed");
  });
});
