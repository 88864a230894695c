/** Writes RFC 4180 text: CRLF after each row, quotation marks only where a value needs them. */
export function writeCsv(rows: readonly (readonly string[])[], delimiter = ","): string {
  return rows.map((row) => `${row.map(quoted).join(delimiter)}\r\n`).join("");
}

function quoted(value: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
