import type { ColumnKey } from "@/lib/inputs/import/import-columns";
import { CommandRefused } from "../refusal";

export type CellFault = { column: ColumnKey | null; message: string };

/** Runs a check that other commands make too; what it refuses is answered as faults of the row's cells. */
export async function refusedCells(
  check: () => unknown,
  columnOf: (path: string) => ColumnKey | null,
): Promise<CellFault[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return error.fields.map(({ path, message }) => ({ column: columnOf(path), message }));
  }
}

/** What a command refused while it wrote a row, with the row in front: the whole import is then taken back. */
export function refusedInRow(row: number, error: unknown): unknown {
  if (!(error instanceof CommandRefused)) return error;
  const reasons = error.fields.map(({ message }) => message);
  const why = reasons.length > 0 ? reasons.join("; ") : `${error.details.message ?? "it was refused"}`;
  return new CommandRefused("invalid", {
    message: `Row ${row}: ${why.replace(/\.$/, "")}. Nothing was imported.`,
    fix: "Correct the row and check the file again.",
  });
}
