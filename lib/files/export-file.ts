import type { MakeExportFile } from "@/lib/commands/exports/export-invoices";
import { csvOf } from "@/lib/domain/exports/cells";
import { exportTable } from "@/lib/domain/exports/export-file";
import { xlsxOf } from "./xlsx";

/** The bytes of an export: a workbook, or CSV in UTF-8. */
export const makeExportFile: MakeExportFile = async (target, documents, words) => {
  const table = exportTable(target, documents, words);
  return target === "xlsx" ? xlsxOf(table) : new TextEncoder().encode(csvOf(table));
};
