import { amountMinor, formatAmount, sumMinor } from "@/lib/domain/billing/money";
import type { OpenCharge } from "@/lib/queries/billing";

export type InvoicePreview = {
  accountName: string;
  currency: string;
  /** Before tax, major units; null where nothing is to be billed and so no invoice is made. */
  net: string | null;
  charges: number;
  /** Open credits of the account that were not chosen and are used all the same. */
  addedCredits: number;
  /** What of the credits stays open for the next invoice, major units; null for nothing. */
  creditLeft: string | null;
};

/**
 * What "Generate invoice" will make of the chosen charges: one invoice per account and currency, with every open credit of
 * that account; a net never falls below zero, the rest of the credits waits (design.md 8, Credits). For the person to
 * read: the invoice itself is computed by the server from its own records.
 */
export function previewInvoices(
  chosen: readonly OpenCharge[],
  open: readonly OpenCharge[],
): InvoicePreview[] {
  const keyOf = (charge: OpenCharge) => `${charge.accountId}/${charge.currency}`;
  const chosenIds = new Set(chosen.map((charge) => charge.id));
  return [...new Set(chosen.map(keyOf))].map((key) => {
    const own = chosen.filter((charge) => keyOf(charge) === key);
    const { accountName, currency } = own[0]!;
    const minor = (charge: OpenCharge) => amountMinor(charge.openAmount, currency);
    const waiting = open.filter(
      (charge) => keyOf(charge) === key && !chosenIds.has(charge.id) && minor(charge) < 0n,
    );
    const all = [...own, ...waiting].map(minor);
    const billed = sumMinor(all.filter((amount) => amount > 0n));
    const left = billed + sumMinor(all.filter((amount) => amount < 0n));
    return {
      accountName,
      currency,
      net: billed === 0n ? null : formatAmount(left > 0n ? left : 0n, currency),
      charges: own.length,
      addedCredits: waiting.length,
      creditLeft: left < 0n ? formatAmount(left, currency) : null,
    };
  });
}
