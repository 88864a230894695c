/** Where invoices and credit notes are exported to. */
export const EXPORT_TARGETS = ["quickbooks-online", "xero", "csv", "xlsx"] as const;
export type ExportTarget = (typeof EXPORT_TARGETS)[number];

/** A line as it stands on an issued document. Amounts are minor units; those of a credit note are at most zero. */
export type ExportedLine = {
  kind: "regular" | "proration" | "manual";
  contractName: string;
  serviceName: string;
  /** The service's own account of the ledger; "" where it names none. */
  incomeAccount: string;
  description: string;
  /** Inclusive dates, ISO text. */
  periodStartOn: string;
  periodEndOn: string;
  /** Decimal text; null where several units or prices make the amount. */
  units: string | null;
  unitPrice: string | null;
  days: number;
  periodDays: number;
  amountMinor: bigint;
  /** What was posted of which this is billed here: all of it, unless a credit is used in parts. */
  chargedMinor: bigint;
  /** Percent as the shortest decimal text ("8.875"); null for what is not taxed. */
  taxRatePercent: string | null;
};

/** An issued invoice or credit note, as accounting gets it. */
export type ExportedDocument = {
  id: string;
  kind: "invoice" | "credit-note";
  /** The number with its prefix, as printed. */
  number: string;
  /** Of a credit note that takes an invoice back: that invoice's number as printed. */
  creditsNumber: string | null;
  customerName: string;
  billingName: string;
  billingAddress: string | null;
  /** Whom it is sent to; may be nobody. */
  emails: readonly string[];
  currency: string;
  invoiceOn: string;
  dueOn: string;
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  lines: readonly ExportedLine[];
};

/** What accounting systems call things; text left empty means that their own default applies. */
export type ExportNames = {
  xeroAccountCode: string;
  /** By tax rate in percent, shortest text; "" is for what is not taxed. */
  xeroTaxTypes: Readonly<Record<string, string>>;
  quickBooksTaxCodes: Readonly<Record<string, string>>;
};
