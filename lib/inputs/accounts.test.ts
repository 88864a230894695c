import { describe, expect, it } from "vitest";
import { accountFormInput } from "./accounts";
import { linkOrganizationInput } from "./organization-links";

const typed = {
  billingName: "",
  billingAddress: "",
  currency: " usd ",
  taxRatePercent: "8.8750 %",
  paymentTermDays: " 30 ",
};

describe("how an account is invoiced", () => {
  it("is read as people type it", () => {
    expect(accountFormInput.parse(typed)).toEqual({
      billingName: "",
      billingAddress: "",
      currency: "USD",
      taxRatePercent: "8.875",
      paymentTermDays: 30,
    });
    expect(
      accountFormInput.parse({ ...typed, currency: "", taxRatePercent: " ", paymentTermDays: "0" }),
    ).toMatchObject({ currency: "", taxRatePercent: null, paymentTermDays: 0 });
  });

  it("reads its own answer the same: an action and its command both parse", () => {
    for (const taxRatePercent of ["8.875", ""]) {
      const once = accountFormInput.parse({ ...typed, taxRatePercent });
      expect(accountFormInput.parse(once)).toEqual(once);
    }
  });

  it.each(["0", "100", "7.1234"])("takes a tax rate of %s percent", (taxRatePercent) => {
    expect(accountFormInput.parse({ ...typed, taxRatePercent }).taxRatePercent).toBe(taxRatePercent);
  });

  it.each(["100.0001", "-0.5", "1e1", "١", "8.25.1", "0x10"])(
    "refuses a tax rate of %s",
    (taxRatePercent) => {
      expect(accountFormInput.safeParse({ ...typed, taxRatePercent }).success).toBe(false);
    },
  );
});

describe("ids of organizations", () => {
  const link = { accountId: "00000000-0000-4000-8000-000000000001", version: 1 };
  it("are digits, as IT Glue writes them", () => {
    expect(linkOrganizationInput.safeParse({ ...link, organizationId: "4210000000000042" }).success).toBe(
      true,
    );
    for (const organizationId of ["", "42 OR 1=1", "-1", "4.2", "9".repeat(21)])
      expect(linkOrganizationInput.safeParse({ ...link, organizationId }).success).toBe(false);
  });
});
