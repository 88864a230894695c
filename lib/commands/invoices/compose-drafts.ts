import type { Temporal } from "temporal-polyfill";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { composeInvoice, type TaxLine } from "@/lib/domain/billing/invoice";
import type { InvoiceableCharge } from "./invoiceable-charges";
import type { Payers } from "./payers";
import type { InvoicedAccount } from "./tax-rate";

/** An invoice before it has a number. */
export type InvoiceDraft = {
  payer: InvoicedAccount;
  currency: string;
  /** "YYYY-MM-DD", by the payer's terms. */
  dueOn: string;
  lines: { chargeId: string; amountMinor: bigint; taxRatePercent: string | null }[];
  taxes: TaxLine[];
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
};

export type Drafts = {
  /** By the payer's name. */
  drafts: InvoiceDraft[];
  /** Groups of which only credits are open: those wait for the next invoice. */
  leftOpen: number;
};

type Grouping = {
  groupBy: InvoiceGrouping;
  payers: Payers;
  accounts: ReadonlyMap<string, InvoicedAccount>;
  invoiceOn: Temporal.PlainDate;
};

/**
 * One draft for each account (contract, or payer of consolidated invoices) and currency with a chosen charge. Credits are
 * used inside their group alone: grouped by contract, those of one contract never pay for another.
 * @throws RangeError where no calendar reaches as far as an account's payment terms.
 */
export function composeDrafts(
  charges: readonly InvoiceableCharge[],
  { groupBy, payers, accounts, invoiceOn }: Grouping,
): Drafts {
  const groups = new Map<string, InvoiceableCharge[]>();
  for (const charge of charges) {
    const owner = groupBy === "contract" ? charge.contractId : payerIdOf(charge, payers);
    const key = `${owner}/${charge.currency}`;
    const group = groups.get(key);
    if (group) group.push(charge);
    else groups.set(key, [charge]);
  }
  const wanted = [...groups.values()].filter((group) => group.some((charge) => charge.isChosen));
  const drafts = wanted.flatMap((group) => {
    const composition = composeInvoice<InvoiceableCharge, never>(group, []);
    if (composition.outcome !== "invoice") return [];
    const { lines, taxes, netMinor, taxMinor, grossMinor: totalMinor } = composition.invoice;
    const payer = accounts.get(payerIdOf(group[0]!, payers))!;
    return {
      payer,
      currency: group[0]!.currency,
      dueOn: invoiceOn.add({ days: payer.paymentTermDays }).toString(),
      lines: lines.flatMap((line) =>
        line.from === "charge"
          ? { chargeId: line.charge.id, amountMinor: line.netMinor, taxRatePercent: line.taxRatePercent }
          : [],
      ),
      taxes,
      netMinor,
      taxMinor,
      totalMinor,
    };
  });
  drafts.sort((a, b) => a.payer.name.localeCompare(b.payer.name, "en"));
  return { drafts, leftOpen: wanted.length - drafts.length };
}

function payerIdOf({ accountId }: InvoiceableCharge, payers: Payers): string {
  return payers.get(accountId) ?? accountId;
}
