import { gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { PGlite } from "@electric-sql/pglite";

/** The forms in which a careless program writes a text down. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = bytes.toString("base64").replace(/=+$/, "");
  const inBase64Url = bytes.toString("base64url");
  return [...new Set([secret, encodeURIComponent(secret), bytes.toString("hex"), inBase64, inBase64Url])];
}

/** Where one of these secrets stands, in any of its forms; the names of the secrets, never the secrets. */
export function foundIn(
  texts: Iterable<{ where: string; text: string }>,
  secrets: ReadonlyMap<string, string>,
): string[] {
  const forms = [...secrets].flatMap(([name, secret]) => formsOf(secret).map((form) => ({ name, form })));
  const found = new Set<string>();
  for (const { where, text } of texts) {
    for (const { name, form } of forms) if (text.includes(form)) found.add(`${name} in ${where}`);
  }
  return [...found].sort();
}

/** Every value of every column of every table, read around all walls; bytes also as what they decompress to. */
export async function everyValue(client: PGlite): Promise<{ where: string; text: string }[]> {
  const columns = await client.query<{ table: string; column: string; type: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const values: { where: string; text: string }[] = [];
  for (const { table, column, type } of columns.rows) {
    const isBytes = type === "bytea";
    const read = isBytes ? `encode("${column}", 'hex')` : `"${column}"::text`;
    const rows = await client.query<{ value: string }>(
      `SELECT ${read} AS value FROM ${table} WHERE "${column}" IS NOT NULL`,
    );
    for (const { value } of rows.rows) {
      for (const text of isBytes ? textsOfBytes(Buffer.from(value, "hex")) : [value])
        values.push({ where: `${table}.${column}`, text });
    }
  }
  return values;
}

function textsOfBytes(bytes: Buffer): string[] {
  const unpacked = [gunzipSync, inflateSync, inflateRawSync].flatMap((unpack) => {
    try {
      return [unpack(bytes).toString("utf8")];
    } catch {
      return [];
    }
  });
  return [bytes.toString("latin1"), ...unpacked];
}
