/**
 * JSON whose integers survive. Foreign ids go out as JSON numbers of up to 18 digits, beyond what a JavaScript number
 * holds, so they travel through `JSON.stringify` as marked text and lose the quotes afterwards; coming in, long
 * integers are quoted before parsing.
 */

const MARK = "\u0000id:";

/** An id to be printed as a JSON number. */
export function foreignId(id: string): string;
export function foreignId(id: string | null): string | null;
export function foreignId(id: string | null): string | null {
  return id === null ? null : MARK + id;
}

/** `JSON.stringify` with foreign ids printed as numbers. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0000id:(\d+)"/g, "$1");
}

/** `JSON.parse` that turns integers of 16 and more digits into strings. Throws SyntaxError as `JSON.parse` does. */
export function readJson(text: string): unknown {
  const kept = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  return JSON.parse(kept);
}
