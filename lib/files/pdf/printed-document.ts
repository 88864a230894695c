/**
 * What a PDF needs of an invoice or credit note: `InvoicePage` has all of it. Amounts are major units as decimal text, in
 * the sign in which they are printed; dates are inclusive ISO text.
 */
export type PrintedDocument = {
  kind: "invoice" | "credit-note";
  /** The number with its prefix. */
  documentNumber: string;
  tenantName: string;
  companyAddress: string;
  companyTaxNumber: string;
  footer: string;
  billingName: string;
  billingAddress: string | null;
  currency: string;
  invoiceOn: string;
  dueOn: string;
  issuedAt: string;
  net: string;
  total: string;
  taxLines: readonly { ratePercent: string; net: string; tax: string }[];
  lines: readonly PrintedLine[];
  /** Credit that was left open for the next invoice; null where none was. */
  carriedForward: string | null;
  voided: object | null;
  /** The invoice that this credit note takes back. */
  credits: { documentNumber: string } | null;
};

export type PrintedLine = {
  kind: "regular" | "proration" | "manual";
  serviceName: string;
  description: string;
  periodStartOn: string;
  periodEndOn: string;
  units: string | null;
  previousUnits: string | null;
  unitPrice: string | null;
  days: number;
  periodDays: number;
  amount: string;
  taxRatePercent: string | null;
};

/** The sheet that is usual where the tenant is. */
export type Paper = "A4" | "LETTER";

/** What is appended of one service line: `InvoiceAppendix` of the queries has all of it. Restricted assets go by their id. */
export type InvoiceAppendix = {
  lines: readonly {
    serviceName: string;
    contractName: string;
    /** What is counted and how changes are billed, one dated sentence. */
    terms: string;
    fromOn: string;
    throughOn: string;
    receipts: readonly {
      countedOn: string;
      hash: string;
      rule: string;
      total: string;
      assets: readonly { label: string; value: string }[];
    }[];
    changes: readonly AppendixChange[];
  }[];
};

export type AppendixChange = {
  what: "units" | "price" | "override";
  effectiveOn: string;
  throughOn: string | null;
  from: string | null;
  to: string;
  why: string | null;
  moves: readonly { label: string; from: string | null; to: string | null; why: string }[];
};
