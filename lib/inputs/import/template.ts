import { IMPORT_COLUMNS } from "./import-columns";
import { writeCsv } from "./write-csv";

/** The template: a header and two example rows. The byte order mark tells Excel that it is UTF-8. */
export function importTemplate(): string {
  const rows = [0, 1].map((index) => IMPORT_COLUMNS.map(({ examples }) => examples[index] ?? ""));
  return `\uFEFF${writeCsv([IMPORT_COLUMNS.map(({ header }) => header), ...rows])}`;
}
