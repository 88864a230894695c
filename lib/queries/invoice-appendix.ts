import { and, asc, eq, inArray } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import { evidence, reading } from "@/db/schema/counting";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { asset } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { assetLabel } from "@/lib/domain/counting/count-units";
import { evidenceRuleInWords, valueLabel } from "@/lib/domain/counting/evidence-in-words";
import { type CountEvidence, decompress } from "@/lib/domain/counting/receipt";
import { grouped } from "@/lib/domain/grouped";
import { explainedChanges } from "./explained-changes";
import {
  type AppendixChange,
  type ChargedDays,
  type RawChange,
  rawChanges,
} from "./invoice-appendix-changes";
import { termsSentences } from "./terms-sentences";

/** One count as the customer may read it: restricted assets go by their id, in every list. */
export type AppendixReceipt = {
  readingId: string;
  /** The day that was counted. */
  countedOn: string;
  /** SHA-256 of the receipt: what proves it. */
  hash: string;
  /** "Sum of Seats on Microsoft 365 assets whose License is E3" */
  rule: string;
  /** Heading of the values: "Seats". */
  valueLabel: string;
  total: string;
  /** Sorted by id, as in the receipt. Values are decimal text of units. */
  assets: { id: string; label: string; value: string }[];
};

/** What is appended of one service line. */
export type AppendixLine = {
  lineId: string;
  serviceName: string;
  contractName: string;
  /** What is counted and how changes are billed, one dated sentence. */
  terms: string;
  /** Last to first billed day of this line on the document. */
  fromOn: string;
  throughOn: string;
  /**
   * In full: the counts behind its regular amounts, or the newest behind its other ones. Those of single changes are told
   * by `changes`, which name every asset that moved.
   */
  receipts: AppendixReceipt[];
  changes: AppendixChange[];
};

export type InvoiceAppendix = { lines: AppendixLine[] };

/**
 * The appendix of an invoice as screen, paper and PDF have it: per service line its terms, the counted assets and what
 * changed in the billed days, all as known when it was issued. Null where there is no such document, or it has none.
 */
export async function invoiceAppendix(
  scope: TenantScope,
  invoiceId: string,
): Promise<InvoiceAppendix | null> {
  const found = await withTenant(scope, async (db) => {
    const [document] = await db
      .select({ issuedAt: invoice.issuedAt, hasAppendix: invoice.hasAppendix })
      .from(invoice)
      .where(and(eq(invoice.tenantId, scope.tenantId), eq(invoice.id, invoiceId)));
    if (!document?.hasAppendix) return null;
    const billed = await billedOf(db, scope, invoiceId);
    const readingIds = [...new Set(billed.flatMap((line) => line.readingIds))];
    // Records of one instant (a simulated clock stands still) are kept apart by milliseconds.
    const knownAt = Temporal.Instant.from(document.issuedAt).add({ seconds: 1 }).toString();
    return {
      billed,
      restricted: await restrictedNow(db, scope),
      counts: await countsOf(db, scope, readingIds),
      terms: await termsSentences(
        db,
        scope,
        billed.map(({ lineId, contract: own, throughOn }) => ({ lineId, contract: own, on: throughOn })),
        knownAt,
      ),
      changes: await rawChanges(
        db,
        scope,
        billed.flatMap(({ charges }) => charges),
        knownAt,
      ),
    };
  });
  if (!found) return null;
  const { billed, counts, restricted, terms, changes } = found;
  const receipts = new Map<string, AppendixReceipt>();
  for (const count of counts)
    receipts.set(count.readingId, receiptOf(count, await evidenceOf(count.compressed), restricted));
  const words = await inWords(scope, changes, restricted);
  return {
    lines: billed.map((line) => ({
      lineId: line.lineId,
      serviceName: line.serviceName,
      contractName: line.contractName,
      terms: terms.get(line.lineId) ?? "",
      fromOn: line.fromOn,
      throughOn: line.throughOn,
      receipts: distinct(line.readingIds.flatMap((id) => receipts.get(id) ?? [])),
      changes: words.get(line.lineId) ?? [],
    })),
  };
}

/** Changes by line; beyond the first hundred counts, without the assets that moved. */
async function inWords(
  scope: TenantScope,
  changes: readonly RawChange[],
  restricted: ReadonlySet<string>,
): Promise<Map<string, AppendixChange[]>> {
  const counts = changes.flatMap(({ lineId, readingId }) => (readingId ? [{ lineId, readingId }] : []));
  const explained = await explainedChanges(scope, counts, restricted);
  const lines = grouped(changes, ({ lineId }) => lineId);
  return new Map(
    [...lines].map(([lineId, own]) => [
      lineId,
      own.map(({ lineId: _line, readingId, ...change }) => {
        const counted = readingId === null ? undefined : explained[readingId];
        return { ...change, why: counted?.sentence ?? null, moves: counted?.moves ?? [] };
      }),
    ]),
  );
}

/** A service line as it stands on the document, its days and the counts that are shown in full. */
type BilledLine = {
  lineId: string;
  serviceName: string;
  contractName: string;
  contract: typeof contract.$inferSelect;
  fromOn: string;
  throughOn: string;
  readingIds: string[];
  charges: ChargedDays[];
};

async function billedOf(db: Db, scope: TenantScope, invoiceId: string): Promise<BilledLine[]> {
  const rows = await db
    .select({ serviceName: invoiceLine.serviceName, charge, contract })
    .from(invoiceLine)
    .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
    .innerJoin(contract, and(eq(contract.tenantId, charge.tenantId), eq(contract.id, charge.contractId)))
    .where(and(eq(invoiceLine.tenantId, scope.tenantId), eq(invoiceLine.invoiceId, invoiceId)))
    .orderBy(asc(invoiceLine.sortOrder));
  return [...grouped(rows, (row) => row.charge.lineId).values()].map((own) => {
    const charges = own.map((row) => row.charge);
    const regular = charges.filter(({ kind, readingId }) => kind === "regular" && readingId !== null);
    const newest = charges
      .filter(({ readingId }) => readingId !== null)
      .sort((a, b) => (a.effectiveOn < b.effectiveOn ? 1 : -1))
      .slice(0, 1);
    const [first] = own;
    return {
      lineId: first!.charge.lineId,
      serviceName: first!.serviceName,
      contractName: first!.contract.name,
      contract: first!.contract,
      fromOn: charges.map(({ periodStartOn }) => periodStartOn).sort()[0]!,
      throughOn: charges
        .map(({ periodEndOn }) => periodEndOn)
        .sort()
        .at(-1)!,
      readingIds: (regular.length > 0 ? regular : newest).map(({ readingId }) => readingId!),
      charges,
    };
  });
}

type StoredCount = { readingId: string; countedOn: string; hash: string; compressed: Uint8Array };

async function countsOf(db: Db, scope: TenantScope, readingIds: string[]): Promise<StoredCount[]> {
  if (readingIds.length === 0) return [];
  return db
    .select({
      readingId: reading.id,
      countedOn: reading.businessOn,
      hash: evidence.hash,
      compressed: evidence.compressed,
    })
    .from(reading)
    .innerJoin(
      evidence,
      and(eq(evidence.tenantId, reading.tenantId), eq(evidence.hash, reading.evidenceHash)),
    )
    .where(and(eq(reading.tenantId, scope.tenantId), inArray(reading.id, readingIds)));
}

/** What IT Glue restricts by now: an asset that was restricted after its count is not named either. */
async function restrictedNow(db: Db, scope: TenantScope): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ id: asset.id })
    .from(asset)
    .where(and(eq(asset.tenantId, scope.tenantId), eq(asset.isRestricted, true)));
  return new Set(rows.map(({ id }) => id));
}

async function evidenceOf(compressed: Uint8Array): Promise<CountEvidence> {
  return JSON.parse(new TextDecoder().decode(await decompress(compressed))) as CountEvidence;
}

function receiptOf(
  { readingId, countedOn, hash }: StoredCount,
  counted: CountEvidence,
  restricted: ReadonlySet<string>,
): AppendixReceipt {
  return {
    ...{ readingId, countedOn, hash },
    rule: evidenceRuleInWords(counted),
    valueLabel: valueLabel(counted),
    total: counted.total,
    assets: counted.counted.map((each) => ({
      id: each.id,
      label: assetLabel(restricted.has(each.id) ? { ...each, isRestricted: true } : each),
      value: each.value,
    })),
  };
}

/** Unchanged nights share their receipt: it is shown once, with the first day that it counted. */
function distinct(receipts: AppendixReceipt[]): AppendixReceipt[] {
  const byHash = new Map<string, AppendixReceipt>();
  for (const receipt of receipts) if (!byHash.has(receipt.hash)) byHash.set(receipt.hash, receipt);
  return [...byHash.values()];
}
