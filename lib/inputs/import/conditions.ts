/**
 * A condition cell: "Field=value" or "Field=value|value". A backslash before |, = or another backslash makes it plain text,
 * and is itself plain text before anything else, as in "DOMAIN\user".
 */
export type TypedCondition = { field: string; values: string[] };

/** Null where the cell has no equals sign, no field or no value. */
export function readCondition(cell: string): TypedCondition | null {
  const at = unescapedAt(cell, "=")[0];
  if (at === undefined) return null;
  const field = plain(cell.slice(0, at));
  const values = split(cell.slice(at + 1), "|")
    .map(plain)
    .filter((value) => value !== "");
  return field === "" || values.length === 0 ? null : { field, values: [...new Set(values)] };
}

/** Pairs of a cell such as "2026-05-17=100.00|2026-06-17=50.00"; null where one is not "a=b". */
export function readPairs(cell: string): { name: string; value: string }[] | null {
  if (cell === "") return [];
  const pairs = cell.split("|").map((pair) => pair.split("="));
  if (pairs.some((parts) => parts.length !== 2 || parts[0]!.trim() === "")) return null;
  return pairs.map(([name, value]) => ({ name: name!.trim(), value: value!.trim() }));
}

function unescapedAt(text: string, sign: string): number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (isEscape(text, at)) at += 1;
    else if (text[at] === sign) places.push(at);
  }
  return places;
}

function isEscape(text: string, at: number): boolean {
  return text[at] === "\\" && /[|=\\]/.test(text[at + 1] ?? "");
}

function split(text: string, sign: string): string[] {
  const ends = [...unescapedAt(text, sign), text.length];
  return ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1]! + 1, end));
}

function plain(text: string): string {
  return text.replace(/\\([|=\\])/g, "$1").trim();
}
