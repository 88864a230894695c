import { z } from "zod";
import { decompress as gunzip, compress as gzip } from "#gzip";
import { sha256 } from "@/lib/domain/content-hash";
import { decimal, formatDecimal, parseDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { canonicalJson } from "./canonical-json";
import type { ResolvedField, ResolvedRule } from "./count-rule";
import { byId, type Count } from "./count-units";
import { readNumber } from "./trait-value";

/**
 * The receipt of a reading: frozen evidence, known by the SHA-256 of its canonical JSON and free of run and time, so that
 * unchanged nights share one (design.md 3). The count can be recomputed from a receipt alone. Web standards only.
 */

export type OrganizationRef = { id: string; name: string };

export type CountEvidence = {
  schemaVersion: 1;
  /** As resolved on that day: ids, names, name-keys and kinds of the fields. */
  rule: Omit<ResolvedRule, "assetType">;
  assetType: ResolvedRule["assetType"];
  /** The organizations that were counted, by id. */
  organizations: OrganizationRef[];
} & Count;

export type ReceiptFault = {
  code:
    | "unreadable"
    | "malformed"
    | "hash-differs"
    | "total-differs"
    | "value-invalid"
    | "asset-repeated"
    | "organization-unknown";
  message: string;
};

export type ReceiptProof = { ok: true; total: string } | { ok: false; faults: ReceiptFault[] };

const text = z.string();
const fieldSchema: z.ZodType<ResolvedField> = z.strictObject({
  id: text,
  name: text,
  nameKey: text,
  kind: text,
});
const refSchema = z.strictObject({ id: text, name: text });
const assetSchema = refSchema.extend({ organizationId: text, isRestricted: z.literal(true).optional() });

const evidenceSchema: z.ZodType<CountEvidence> = z.strictObject({
  schemaVersion: z.literal(1),
  rule: z.strictObject({
    billBy: z.discriminatedUnion("by", [
      z.strictObject({ by: z.literal("field"), field: fieldSchema }),
      z.strictObject({ by: z.literal("assets") }),
      z.strictObject({ by: z.literal("tags"), field: fieldSchema }),
      z.strictObject({
        by: z.literal("table"),
        field: fieldSchema,
        column: text,
        match: z.strictObject({ column: text, values: z.array(text) }).nullable(),
      }),
    ]),
    conditions: z.array(z.strictObject({ field: fieldSchema, values: z.array(text) })),
    includeArchived: z.boolean(),
  }),
  assetType: refSchema,
  organizations: z.array(refSchema),
  counted: z.array(
    assetSchema.extend({
      value: text,
      read: text.optional(),
      rows: z.array(z.strictObject({ label: text, units: text })).optional(),
    }),
  ),
  leftOut: z.array(
    assetSchema.extend({
      reason: z.enum(["filter", "archived", "blank", "not-a-number"]),
      detail: text.optional(),
    }),
  ),
  total: text,
});

/** The evidence of one count. Throws `RangeError` for an asset of an organization that is not among `organizations`. */
export function countEvidence(
  resolved: ResolvedRule,
  organizations: readonly OrganizationRef[],
  count: Count,
): CountEvidence {
  const { assetType, ...rule } = resolved;
  const distinct = new Map(organizations.map(({ id, name }) => [id, { id, name }]));
  const stranger = [...count.counted, ...count.leftOut].find((asset) => !distinct.has(asset.organizationId));
  if (stranger) throw new RangeError(`Asset ${stranger.id} belongs to no organization of this count`);
  return {
    schemaVersion: 1,
    rule,
    assetType,
    organizations: [...distinct.values()].sort(byId),
    counted: count.counted,
    leftOut: count.leftOut,
    total: count.total,
  };
}

/** Whether the values of two receipts measure the same thing and may be compared asset by asset. */
export function isSameMeasure(a: CountEvidence, b: CountEvidence): boolean {
  return measureOf(a) === measureOf(b);
}

/** The canonical form: UTF-8 of canonical JSON. */
export function evidenceBytes(evidence: CountEvidence): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(evidence));
}

/** SHA-256 of the canonical form, 64 lower-case hexadecimal digits. */
export function hashOfEvidence(evidence: CountEvidence): Promise<string> {
  return sha256(evidenceBytes(evidence));
}

/** Gzip. The hash is of the canonical form, never of these bytes: compressors differ. */
export function compress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return gzip(bytes);
}

/** The bytes that went into `compress`; rejects where they are not whole. */
export function decompress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return gunzip(bytes);
}

/**
 * Proves a receipt (canonical or compressed bytes, or JSON text in any layout) from itself and the hash that was recorded
 * with the reading: nothing in it was changed, and the counted values add up to the total.
 */
export async function verifyReceipt(
  receipt: Uint8Array | string,
  expectedHash: string,
): Promise<ReceiptProof> {
  const json = await jsonOf(receipt);
  if (json === undefined) return failed("unreadable", "The receipt cannot be read");
  const faults: ReceiptFault[] = [];
  if ((await sha256(new TextEncoder().encode(canonicalJson(json)))) !== expectedHash.toLowerCase())
    faults.push({ code: "hash-differs", message: "The receipt is not the one that was recorded" });
  const parsed = evidenceSchema.safeParse(json);
  if (!parsed.success)
    return {
      ok: false,
      faults: [...faults, { code: "malformed", message: `Not a receipt: ${z.prettifyError(parsed.error)}` }],
    };
  faults.push(...contradictionsIn(parsed.data));
  return faults.length === 0 ? { ok: true, total: parsed.data.total } : { ok: false, faults };
}

function measureOf({ assetType, rule: { billBy } }: CountEvidence): string {
  const { by } = billBy;
  const column = by === "table" ? [billBy.column, billBy.match?.column ?? null] : [];
  return canonicalJson([assetType.id, by, by === "assets" ? null : billBy.field.id, ...column]);
}

function failed(code: ReceiptFault["code"], message: string): ReceiptProof {
  return { ok: false, faults: [{ code, message }] };
}

/** What in a receipt speaks against itself. */
function contradictionsIn(evidence: CountEvidence): ReceiptFault[] {
  const faults: ReceiptFault[] = [];
  let total = 0n;
  for (const { id, value, read, rows } of evidence.counted) {
    if (isCountedValue(evidence.rule.billBy.by, value, read, rows)) total += decimal(value, UNITS_SCALE);
    else faults.push({ code: "value-invalid", message: `Asset ${id} cannot have counted ${value}` });
  }
  const recomputed = formatDecimal(total, UNITS_SCALE);
  if (recomputed !== evidence.total)
    faults.push({
      code: "total-differs",
      message: `The assets add up to ${recomputed}, the receipt says ${evidence.total}`,
    });

  const organizationIds = new Set(evidence.organizations.map(({ id }) => id));
  const assetIds = new Set<string>();
  for (const { id, organizationId } of [...evidence.counted, ...evidence.leftOut]) {
    if (assetIds.has(id)) faults.push({ code: "asset-repeated", message: `Asset ${id} stands in it twice` });
    if (!organizationIds.has(organizationId))
      faults.push({
        code: "organization-unknown",
        message: `Asset ${id} is of no organization of the receipt`,
      });
    assetIds.add(id);
  }
  return faults;
}

function isCountedValue(
  by: ResolvedRule["billBy"]["by"],
  value: string,
  read: string | undefined,
  rows: CountEvidence["counted"][number]["rows"],
): boolean {
  const parsed = parseDecimal(value, UNITS_SCALE);
  if (!parsed.ok || formatDecimal(parsed.value, UNITS_SCALE) !== value) return false;
  if (by === "table") return read === undefined && rows !== undefined && sumOfRows(rows) === parsed.value;
  if (rows !== undefined) return false;
  if (by === "assets") return value === "1" && read === undefined;
  if (by === "tags") return /^\d+$/.test(value) && read === undefined;
  if (read === undefined) return true;
  const reading = readNumber(read);
  return reading.is === "number" && reading.units === parsed.value;
}

function sumOfRows(rows: readonly { units: string }[]): bigint | null {
  const values = rows.map(({ units }) => parseDecimal(units, UNITS_SCALE));
  return values.reduce<bigint | null>(
    (sum, parsed) => (sum !== null && parsed.ok ? sum + parsed.value : null),
    0n,
  );
}

async function jsonOf(receipt: Uint8Array | string): Promise<unknown> {
  try {
    if (typeof receipt === "string") return JSON.parse(receipt);
    const isGzip = receipt[0] === 0x1f && receipt[1] === 0x8b;
    const bytes = isGzip ? await decompress(receipt) : receipt;
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
