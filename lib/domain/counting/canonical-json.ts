/**
 * The one text of a JSON value: object keys sorted by code unit, no whitespace, strings exactly as they are (no Unicode
 * normalization, so that a receipt shows what IT Glue said). Members that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  const ordered = inKeyOrder(value);
  return ordered === MOVED ? textOf(value) : (JSON.stringify(ordered) ?? "null");
}

/** Stands for a value with a key that JavaScript puts elsewhere than it is written: "365" before "name", "__proto__" nowhere. */
export const MOVED = Symbol("moved");
const isMovedKey = (key: string) => (key >= "0" && key < ":") || key === "__proto__";

/** The value with its keys in order: itself where they are, whose parts are shared. A third of the time of writing by hand. */
export function inKeyOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  // What writes itself otherwise than by its members.
  if (typeof record.toJSON === "function") return MOVED;
  if (Array.isArray(value)) return listInOrder(value);
  const keys = Object.keys(record);
  let isSame = true;
  let last = "";
  for (const key of keys) {
    if (isMovedKey(key)) return MOVED;
    if (key < last) isSame = false;
    last = key;
  }
  if (!isSame) keys.sort();
  let copy: Record<string, unknown> | null = isSame ? null : {};
  for (let position = 0; position < keys.length; position += 1) {
    const key = keys[position]!;
    const member = record[key];
    const ordered = typeof member === "object" ? inKeyOrder(member) : member;
    if (ordered === MOVED) return MOVED;
    if (copy === null && ordered !== member) copy = { ...record };
    if (copy !== null) copy[key] = ordered;
  }
  return copy ?? value;
}

function listInOrder(list: readonly unknown[]): unknown {
  let copy: unknown[] | null = null;
  for (let position = 0; position < list.length; position += 1) {
    const member = list[position];
    const ordered = typeof member === "object" ? inKeyOrder(member) : member;
    if (ordered === MOVED) return MOVED;
    if (copy === null && ordered !== member) copy = [...list];
    if (copy !== null) copy[position] = ordered;
  }
  return copy ?? list;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${textOf(record[key])}`);
  return `{${members.join(",")}}`;
}
