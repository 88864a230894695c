import type { z } from "zod";
import { type ColumnKey, headerOf } from "./import-columns";
import type { RowReader } from "./typed-cells";

/** Notes each issue of a form's schema in the column it is about. A path without a column is of no cell of the file. */
export function noteIssues(
  reader: RowReader,
  { issues }: z.core.$ZodError,
  columnOf: (path: readonly PropertyKey[]) => ColumnKey | null,
): void {
  for (const { path, message } of issues) {
    const column = columnOf(path);
    if (column !== null && reader.text(column) === "") reader.fault(column, whenBlank(column, message));
    else if (column !== null) reader.fault(column, asDates(message));
  }
}

function whenBlank(column: ColumnKey, message: string): string {
  return message.startsWith("Enter") || message.startsWith("Choose")
    ? message
    : `Enter ${headerOf(column)}: ${message}`;
}

/** In a form a date is picked; in a file it has to be written in one way. */
function asDates(message: string): string {
  return message.replace(
    /enter one such as (\d{4}-\d{2}-\d{2})$/,
    "write it as year-month-day (YYYY-MM-DD), such as $1",
  );
}
