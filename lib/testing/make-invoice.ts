import { withTenant } from "@/db/client";
import { charge } from "@/db/schema/billing";
import { type InvoiceKind, invoice, invoiceLine } from "@/db/schema/invoice";
import { makeAccount, makeContract, makeLine, type TestTenant } from "./factories";

export type InvoiceValues = {
  kind?: InvoiceKind;
  number?: number;
  currency?: string;
  creditsInvoiceId?: string;
  account?: Parameters<typeof makeAccount>[1];
  accountId?: string;
  /** Amounts of its lines in minor units; one of 10 units at 10.00 unless told. Below zero for a credit note. */
  amounts?: readonly bigint[];
  voidedAt?: string;
};

let issued = 0;

/** An issued invoice or credit note of 2026-06-10 with posted charges behind its lines, straight into the tables, untaxed. */
export async function makeInvoice(of: TestTenant, values: InvoiceValues = {}) {
  const currency = values.currency ?? "USD";
  const amounts = values.amounts ?? [10_000n];
  const accountId = values.accountId ?? (await makeAccount(of, values.account)).id;
  const contract = await makeContract(of, { accountId, currency });
  const line = await makeLine(of, { contractId: contract.id, name: "Microsoft 365 Business" });
  const tenantId = of.scope.tenantId;
  const netMinor = amounts.reduce((sum, amount) => sum + amount, 0n);
  const number = values.number ?? ++issued;
  return withTenant(of.scope, async (db) => {
    const [written] = await db
      .insert(invoice)
      .values({
        tenantId,
        kind: values.kind ?? "invoice",
        number,
        creditsInvoiceId: values.creditsInvoiceId,
        accountId,
        billingName: "RK Fabrics, Inc.",
        billingAddress: "1 Mill Lane\nLowell, MA 01850",
        currency,
        invoiceOn: "2026-06-10",
        dueOn: "2026-07-10",
        netMinor,
        taxMinor: 0n,
        totalMinor: netMinor,
        taxLines: [],
        issuedAt: "2026-06-10T13:00:00.000Z",
        issuedBy: "Test",
        hasAppendix: true,
        ...(values.voidedAt && { voidedAt: values.voidedAt, voidedBy: "Test", voidReason: "Wrong" }),
      })
      .returning();
    for (const [index, amountMinor] of amounts.entries()) {
      const explanation = `10 units, 1 to 30 June 2026: 10 × 10.00 = line ${index + 1}`;
      const [posted] = await db
        .insert(charge)
        .values({
          tenantId,
          accountId,
          contractId: contract.id,
          lineId: line.id,
          kind: "regular",
          periodStartOn: "2026-06-01",
          periodEndOn: "2026-06-30",
          effectiveOn: "2026-06-01",
          units: "10",
          unitPrice: "10.00",
          days: 30,
          periodDays: 30,
          amountMinor: values.kind === "credit-note" ? -amountMinor : amountMinor,
          currency,
          explanation,
          revision: index + 1,
          taxTreatment: "taxable",
          postedAt: "2026-06-10T13:00:00.000Z",
          postedBy: "Test",
        })
        .returning({ id: charge.id });
      await db.insert(invoiceLine).values({
        tenantId,
        invoiceId: written!.id,
        chargeId: posted!.id,
        sortOrder: index + 1,
        serviceName: line.name,
        description: explanation,
        amountMinor,
        taxRatePercent: null,
      });
    }
    return written!;
  });
}
