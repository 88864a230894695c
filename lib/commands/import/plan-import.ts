import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { authorize } from "@/lib/auth/policy";
import { contentHash } from "@/lib/domain/content-hash";
import type { Catalogue } from "@/lib/inputs/import/catalogue";
import { type CheckedRow, checkRow } from "@/lib/inputs/import/check-row";
import { type PlanImportInput, planImportInput } from "@/lib/inputs/import/import-contracts";
import type { ImportFault, ImportPlan, PlannedRow } from "@/lib/inputs/import/import-plan";
import { readImportFile } from "@/lib/inputs/import/read-import-file";
import type { CommandContext } from "../context";
import { today } from "../contracts/effective-date";
import { type PlannedContract, type PlannedRows, planRows } from "./plan-rows";
import { readCatalogue } from "./read-catalogue";
import { type CountedRow, notesOf } from "./row-notes";
import { type StoredRecords, storedRecords } from "./stored-records";

/**
 * The dry run of a contract import: what each row would make, and every fault of every row. Reads only, and answers the
 * hash for which a person may then approve the import.
 */
export async function planImport(ctx: CommandContext, input: PlanImportInput): Promise<ImportPlan> {
  authorize(ctx, "contracts.manage");
  const file = planImportInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const checked = checkFile(file, await readCatalogue(db, ctx));
    return (await planFile(db, ctx, checked)).plan;
  });
}

/** A file with every name of it looked up. */
export type CheckedFile = ReturnType<typeof checkFile>;

export function checkFile({ text, fileName }: { text: string; fileName: string }, catalogue: Catalogue) {
  const file = readImportFile(text);
  const rows = file.rows.map((row) => checkRow(row, file, catalogue, fileName));
  const accountIds = [...new Set(rows.flatMap(({ accountId }) => accountId ?? []))];
  return { text, delimiter: file.delimiter, faults: file.faults, rows, accountIds };
}

/** The plan of a checked file against what is stored now, and the contracts it would write. */
export async function planFile(
  db: Db,
  ctx: CommandContext,
  file: CheckedFile,
): Promise<{ plan: ImportPlan; contracts: PlannedContract[] }> {
  const stored = await storedRecords(db, ctx, file.accountIds, today(ctx));
  const planned = await planRows(db, ctx, file.rows, stored);
  const faults = [...file.faults, ...planned.faults].sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  const rows = plannedRows(file.rows, planned, stored);
  const isNew = new Set(rows.filter(({ outcome }) => outcome === "new").map(({ row }) => row));
  const contracts = planned.contracts
    .map((each) => ({ ...each, lines: each.lines.filter(({ row }) => isNew.has(row)) }))
    .filter(({ lines }) => lines.length > 0);
  const written = contracts.map(({ contract, stored: match, lines }) => ({
    contract,
    contractId: match?.id ?? null,
    lines,
  }));
  const hash = await contentHash({ text: file.text, written, rows, faults });
  const counts = countsOf(rows, contracts, faults);
  return { plan: { hash, delimiter: file.delimiter, counts, rows, faults }, contracts };
}

function plannedRows(
  checked: readonly CheckedRow[],
  { faults, alreadyThere }: PlannedRows,
  stored: StoredRecords,
): PlannedRow[] {
  const faulty = new Set(faults.map(({ row }) => row));
  const counted = checked.flatMap(countedRow).filter(({ row }) => !alreadyThere.has(row));
  const notes = notesOf(counted, stored);
  return checked.map((row): PlannedRow => {
    const outcome =
      faulty.has(row.row) || !row.contract || !row.line
        ? "faulty"
        : alreadyThere.has(row.row)
          ? "already-there"
          : "new";
    return {
      row: row.row,
      ...row.names,
      bills: billsOf(row),
      unitPrice: row.line?.input.unitPrice ?? null,
      currency: row.contract?.currency ?? null,
      startOn: row.line?.input.startOn ?? null,
      outcome,
      notes: (outcome === "new" && notes.get(row.row)) || [],
    };
  });
}

function billsOf({ line }: CheckedRow): string {
  if (!line) return "";
  const { billBy } = line.input;
  if (billBy.by === "none") return billBy.units === "1" ? "1 unit" : `${billBy.units} units`;
  return line.ruleInWords ?? "";
}

function countedRow({ row, accountId, line }: CheckedRow): CountedRow[] {
  if (!line || accountId === null || line.input.billBy.by === "none") return [];
  const { serviceId, billBy } = line.input;
  return [{ row, accountId, serviceId, rule: billBy.rule, inWords: line.ruleInWords ?? "" }];
}

function countsOf(
  rows: readonly PlannedRow[],
  contracts: readonly PlannedContract[],
  faults: readonly ImportFault[],
): ImportPlan["counts"] {
  const lines = contracts.flatMap((each) => each.lines);
  const faultyRows = new Set(rows.filter(({ outcome }) => outcome === "faulty").map(({ row }) => row));
  for (const { row } of faults) if (row !== null && row > 1) faultyRows.add(row);
  return {
    accounts: new Set(contracts.map(({ contract }) => contract.accountId)).size,
    contracts: contracts.filter(({ stored }) => stored === null).length,
    lines: lines.length,
    uncounted: lines.filter(({ line }) => line.input.billBy.by === "flexible-assets").length,
    alreadyThere: rows.filter(({ outcome }) => outcome === "already-there").length,
    faultyRows: faultyRows.size,
  };
}
