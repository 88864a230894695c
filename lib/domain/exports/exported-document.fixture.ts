import type { ExportedDocument, ExportedLine } from "./exported-document";

/** Ten units for a whole June at 10.00, in minor units of two digits. */
export function exportedLine(values: Partial<ExportedLine> = {}): ExportedLine {
  const amountMinor = values.amountMinor ?? 10_000n;
  return {
    kind: "regular",
    contractName: "Managed services",
    serviceName: "Microsoft 365",
    incomeAccount: "",
    description: "10 units, 1 to 30 June 2026: 10 × 10.00 = 100.00",
    periodStartOn: "2026-06-01",
    periodEndOn: "2026-06-30",
    units: "10",
    unitPrice: "10.00",
    days: 30,
    periodDays: 30,
    amountMinor,
    chargedMinor: amountMinor,
    taxRatePercent: null,
    ...values,
  };
}

/** A document of these lines; its net is theirs, its tax is given. */
export function exportedDocument(
  lines: readonly ExportedLine[] = [exportedLine()],
  values: Partial<ExportedDocument> = {},
): ExportedDocument {
  const netMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0n);
  const taxMinor = values.taxMinor ?? 0n;
  return {
    id: "00000000-0000-4000-8000-00000000000a",
    kind: "invoice",
    number: "INV-12",
    creditsNumber: null,
    customerName: "RK Fabrics",
    billingName: "RK Fabrics, Inc.",
    billingAddress: "1 Mill Lane\nDock 4\nLowell, MA 01850",
    emails: ["ap@rk.example"],
    currency: "USD",
    invoiceOn: "2026-06-10",
    dueOn: "2026-07-10",
    netMinor,
    taxMinor,
    totalMinor: netMinor + taxMinor,
    lines,
    ...values,
  };
}
