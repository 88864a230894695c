import type { DateOrder } from "./accounting-words";
import type { ExportTable } from "./cells";
import type { ExportedDocument, ExportNames, ExportTarget } from "./exported-document";
import { genericTable } from "./generic";
import { quickBooksTable } from "./quickbooks-online";
import { xeroTable } from "./xero";

type TargetFacts = {
  label: string;
  /** Documents that the other side takes in one file. */
  mostDocuments: number;
  /** Whether invoices and credit notes may share a file. */
  mixesKinds: boolean;
  fileEnding: "csv" | "xlsx";
};

export const TARGETS: Record<ExportTarget, TargetFacts> = {
  "quickbooks-online": {
    label: "QuickBooks Online",
    mostDocuments: 100,
    mixesKinds: false,
    fileEnding: "csv",
  },
  xero: { label: "Xero", mostDocuments: 500, mixesKinds: true, fileEnding: "csv" },
  csv: { label: "CSV", mostDocuments: 5000, mixesKinds: true, fileEnding: "csv" },
  xlsx: { label: "Excel (XLSX)", mostDocuments: 5000, mixesKinds: true, fileEnding: "xlsx" },
};

/** The rows and columns of a target's file. */
export function exportTable(
  target: ExportTarget,
  documents: readonly ExportedDocument[],
  { names, dateOrder }: { names: ExportNames; dateOrder: DateOrder },
): ExportTable {
  if (target === "quickbooks-online") return quickBooksTable(documents, names, dateOrder);
  return target === "xero" ? xeroTable(documents, names, dateOrder) : genericTable(documents);
}

/** "xero-invoices-2026-06-30.csv"; of credit notes alone "quickbooks-online-credit-notes-2026-06-30.csv". */
export function exportFileName(
  target: ExportTarget,
  documents: readonly ExportedDocument[],
  exportedOn: string,
): string {
  const isCredits = documents.every((document) => document.kind === "credit-note");
  const system = target === "csv" || target === "xlsx" ? "" : `${target}-`;
  return `${system}${isCredits ? "credit-notes" : "invoices"}-${exportedOn}.${TARGETS[target].fileEnding}`;
}
