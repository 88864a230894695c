import writeWorkbook from "write-excel-file/node";
import type { Cell, ExportTable } from "@/lib/domain/exports/cells";

/** Digits that a spreadsheet's binary number holds exactly. */
const EXACT_DIGITS = 15;

/**
 * The table as a workbook of one sheet. Text cells are typed as text, so no spreadsheet runs them, whatever they begin
 * with; a number of more digits than a spreadsheet keeps is text as well.
 */
export async function xlsxOf({ columns, rows }: ExportTable): Promise<Uint8Array<ArrayBuffer>> {
  const head = columns.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  const body = rows.map((row) => row.map(cellOf));
  const written = await writeWorkbook([head, ...body], { sheet: "Export", stickyRowsCount: 1 }).toBuffer();
  return new Uint8Array(written);
}

function cellOf(cell: Cell) {
  if ("text" in cell) return cell.text === "" ? null : { value: cell.text, type: String };
  const digits = cell.number.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length > EXACT_DIGITS
    ? { value: cell.number, type: String }
    : { value: Number(cell.number), type: Number, format: formatOf(cell.number) };
}

/** As many places as the number is written with: an amount of 100.00 is no 100. */
function formatOf(number: string): string {
  const places = number.split(".")[1]?.length ?? 0;
  return places === 0 ? "0" : `0.${"0".repeat(places)}`;
}
