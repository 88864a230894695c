import { isCurrency } from "@/lib/domain/billing/money";
import type { Catalogue } from "./catalogue";
import { accountOf, type ContractFields, contractCells } from "./contract-cells";
import { type ColumnKey, headerOf } from "./import-columns";
import type { ImportFault } from "./import-plan";
import { type LineFields, lineCells } from "./line-cells";
import type { ImportFile, ImportRow } from "./read-import-file";
import { RowReader } from "./typed-cells";

/** A row with every name looked up and every field checked as its form checks it. */
export type CheckedRow = {
  row: number;
  /** As the file writes them, or by their record's name. */
  names: { account: string; contract: string; line: string };
  accountId: string | null;
  /** Null where a cell of it is faulty. */
  contract: ContractFields | null;
  line: LineFields | null;
  faults: ImportFault[];
};

/** Checks one row of the file by itself; what rows say of each other, and what is stored already, comes after. */
export function checkRow(
  row: ImportRow,
  { missing }: Pick<ImportFile, "missing">,
  catalogue: Catalogue,
  fileName: string,
): CheckedRow {
  const reader = new RowReader(row);
  const account = accountOf(reader, catalogue);
  const currency = (row.cells.currency || account?.currency || catalogue.tenantCurrency).toUpperCase();
  const contract = contractCells(reader, account, currency);
  const reason = `Imported from ${fileName || "pasted rows"}, row ${row.row}`;
  const line = lineCells(reader, catalogue, account && isCurrency(currency) ? currency : null, reason);
  const isWhole = contract !== null && line !== null;
  if (!isWhole && reader.faults.length === 0)
    reader.fault(null, "This row cannot be read: compare it with the template");
  const { cells } = row;
  return {
    row: row.row,
    names: {
      account: account?.name ?? (cells.account || cells.accountCode),
      contract: cells.contractName,
      line: line?.input.name ?? (cells.lineName || cells.service),
    },
    accountId: account?.id ?? null,
    contract,
    line,
    faults: reader.faults
      .filter(({ column }) => column === null || !missing.has(column))
      .map(({ column, message }) => faultIn(row.row, column, message)),
  };
}

export function faultIn(row: number, column: ColumnKey | null, message: string): ImportFault {
  return { row, column: column && headerOf(column), message };
}
