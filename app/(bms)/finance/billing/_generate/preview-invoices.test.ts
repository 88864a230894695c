import { describe, expect, it } from "vitest";
import type { OpenCharge } from "@/lib/queries/billing";
import { previewInvoices } from "./preview-invoices";

let made = 0;
const charge = (openAmount: string, account = "Acme", currency = "USD") =>
  ({
    id: `charge-${++made}`,
    accountId: account,
    accountName: account,
    currency,
    openAmount,
    amount: openAmount,
  }) as OpenCharge;

describe("what Generate invoice is going to make", () => {
  it("one invoice for each account and currency", () => {
    const chosen = [charge("100.00"), charge("7.00"), charge("5.00", "Beta"), charge("9.00", "Acme", "EUR")];
    expect(
      previewInvoices(chosen, chosen).map(({ accountName, currency, net }) => [accountName, currency, net]),
    ).toEqual([
      ["Acme", "USD", "107.00"],
      ["Beta", "USD", "5.00"],
      ["Acme", "EUR", "9.00"],
    ]);
  });

  it("uses credits of the account that were not chosen, and no other account's", () => {
    const chosen = [charge("100.00")];
    const open = [...chosen, charge("-3.67"), charge("-50.00", "Beta"), charge("20.00")];
    expect(previewInvoices(chosen, open)).toEqual([
      { accountName: "Acme", currency: "USD", net: "96.33", charges: 1, addedCredits: 1, creditLeft: null },
    ]);
  });

  it("never goes below zero: the rest of a credit stays open", () => {
    const chosen = [charge("10.00"), charge("-14.00")];
    expect(previewInvoices(chosen, chosen)[0]).toMatchObject({ net: "0.00", creditLeft: "-4.00" });
  });

  it("makes no invoice of credits alone", () => {
    const chosen = [charge("-14.00")];
    expect(previewInvoices(chosen, chosen)[0]).toMatchObject({ net: null, creditLeft: "-14.00" });
  });
});
