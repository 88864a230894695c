import type { AssetField, AssetType } from "@/lib/domain/counting/count-rule";
import { catalogueOf } from "./catalogue";
import { checkRow } from "./check-row";
import { type ColumnKey, headerOf } from "./import-columns";
import { readImportFile } from "./read-import-file";
import { writeCsv } from "./write-csv";

/** Cells of a row that is in order: a line of typed units on a contract that starts on 2026-06-01. */
export const SOUND: Partial<Record<ColumnKey, string>> = {
  account: "Acme Corp",
  contractName: "Managed services",
  billingCycle: "Monthly",
  contractStartOn: "2026-06-01",
  service: "Seats",
  lineStartOn: "2026-06-01",
  units: "12",
};

/** What a row has in addition to, or in place of, `SOUND` to count flexible assets. */
export const COUNTED: Partial<Record<ColumnKey, string>> = {
  units: "",
  billBy: "Flexible assets",
  assetType: "Licensing",
  billByValue: "Seats",
};

/** The text of a file with these rows: `SOUND` with the given cells, and the columns that any row has. */
export function csvOf(rows: readonly Partial<Record<ColumnKey, string>>[], delimiter = ","): string {
  const whole = rows.map((row) => ({ ...SOUND, ...row }));
  const keys = [...new Set(whole.flatMap((row) => Object.keys(row) as ColumnKey[]))];
  return writeCsv([keys.map(headerOf), ...whole.map((row) => keys.map((key) => row[key] ?? ""))], delimiter);
}

const field = (id: string, name: string, kind: string): AssetField => ({
  id,
  name,
  nameKey: name.toLowerCase(),
  kind,
  decimals: 0,
  order: Number(id),
  options: [],
  tagType: null,
});

export const LICENSING: AssetType = {
  id: "77",
  name: "Licensing",
  isEnabled: true,
  fields: [
    field("1", "License", "Select"),
    field("2", "Seats", "Number"),
    field("3", "Users", "Tag"),
    field("4", "Notes", "Textbox"),
    field("5", "Vendor", "Text"),
    field("6", "Admin password", "Password"),
  ],
};

const account = { accountCode: null, currency: null, isActive: true };
const service = { description: "", unitPrice: "10.00", unitCost: null, isActive: true };

export const CATALOGUE = catalogueOf({
  accounts: [
    { ...account, id: crypto.randomUUID(), name: "Acme Corp", accountCode: "ACME" },
    { ...account, id: crypto.randomUUID(), name: "Twin", accountCode: "T1" },
    { ...account, id: crypto.randomUUID(), name: "Twin", accountCode: "T2", currency: "EUR" },
    { ...account, id: crypto.randomUUID(), name: "Closed Ltd", isActive: false },
  ],
  services: [
    { ...service, id: crypto.randomUUID(), name: "Seats", description: "Per seat", unitCost: "7.50" },
    { ...service, id: crypto.randomUUID(), name: "Fax", isActive: false },
  ],
  assetTypes: [LICENSING, { ...LICENSING, id: "78", name: "Old type", isEnabled: false }],
  tenantCurrency: "USD",
});

/** One row, checked by itself against `CATALOGUE`. */
export function checked(cells: Partial<Record<ColumnKey, string>>, catalogue = CATALOGUE) {
  const file = readImportFile(csvOf([cells]));
  return checkRow(file.rows[0]!, file, catalogue, "contracts.csv");
}
