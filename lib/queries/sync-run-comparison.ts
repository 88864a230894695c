import { and, desc, eq, lt, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import type { ReadingState, Reason } from "@/db/schema/counting";
import { type LineOutcome, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { formatAmount } from "@/lib/domain/billing/money";
import { billedUnits } from "@/lib/domain/counting/count-units";
import { overridesOn, pricesOn, termsOn } from "./line-figures";

/** How a line stood after a run. */
export type LineStanding = {
  /** The state of its count; changed and unchanged units are both "counted". */
  state: ReadingState;
  units: string | null;
  /** Billed units × price of a whole period on the run's date, in major units; null where it bills nothing. */
  perPeriod: string | null;
  reasons: Reason[];
};

export type ComparedLine = {
  lineId: string;
  lineName: string;
  accountName: string;
  contractId: string;
  contractName: string;
  currency: string;
  /** Null for a line that the run did not look at. */
  before: LineStanding | null;
  after: LineStanding | null;
};

export type ComparedRun = { id: string; businessOn: string };

export type SyncRunComparison = {
  run: ComparedRun & { status: "running" | "completed" | "failed" | "missed" };
  /** The completed run before it; null where there is none. */
  before: ComparedRun | null;
  /** Lines that stand otherwise: counted or not, units, or money. By account and line. */
  lines: ComparedLine[];
  /** More lines stand otherwise than are shown. */
  isCutOff: boolean;
};

const MOST_LINES = 2_000;

/** What stands otherwise after a run than after the completed run before it; null where this tenant has no such run. */
export async function syncRunComparison(
  scope: TenantScope,
  runId: string,
): Promise<SyncRunComparison | null> {
  return withTenant(scope, async (db) => {
    const [run] = await db
      .select()
      .from(syncRun)
      .where(and(eq(syncRun.tenantId, scope.tenantId), eq(syncRun.id, runId)));
    if (!run) return null;
    const { id, businessOn, status } = run;
    const [before] = await db
      .select({ id: syncRun.id, businessOn: syncRun.businessOn })
      .from(syncRun)
      .where(
        and(
          eq(syncRun.tenantId, scope.tenantId),
          eq(syncRun.status, "completed"),
          lt(syncRun.position, run.position),
        ),
      )
      .orderBy(desc(syncRun.position))
      .limit(1);
    const compared = { run: { id, businessOn, status }, before: before ?? null };
    if (!before) return { ...compared, lines: [], isCutOff: false };
    const rows = await rowsThatMayDiffer(db, scope, before, run);
    if (rows.length === 0) return { ...compared, lines: [], isCutOff: false };
    const shown = rows.slice(0, MOST_LINES);
    const ids = shown.map(({ line_id }) => line_id);
    const billedBefore = await billingOn(db, scope, ids, before.businessOn);
    const billedAfter = await billingOn(db, scope, ids, businessOn);
    const lines = shown.map((row) => comparedLine(row, billedBefore, billedAfter));
    return { ...compared, lines: lines.filter(isOtherwise), isCutOff: rows.length > MOST_LINES };
  });
}

type Side = { outcome: LineOutcome; state: ReadingState; units: string | null; reasons: Reason[] } | null;
type Row = {
  line_id: string;
  line_name: string;
  account_name: string;
  contract_id: string;
  contract_name: string;
  currency: string;
  before: Side;
  after: Side;
};

/** Lines whose outcome or units differ, or whose price, terms or override changed between the two dates. */
async function rowsThatMayDiffer(
  db: Db,
  { tenantId }: TenantScope,
  before: ComparedRun,
  run: ComparedRun,
): Promise<Row[]> {
  const ofRun = (runId: string) => sql`(
    SELECT line_id, CASE WHEN outcome IN ('changed', 'unchanged') THEN 'counted' ELSE state END AS standing, units,
           jsonb_build_object('outcome', outcome, 'state', state, 'units', units::text, 'reasons', reasons) AS side
      FROM ${syncRunLine} WHERE tenant_id = ${tenantId} AND run_id = ${runId})`;
  const dated = (table: string) => sql`EXISTS (SELECT 1 FROM ${sql.identifier(table)} d
     WHERE d.tenant_id = ${tenantId} AND d.line_id = l.id
       AND d.effective_on > ${before.businessOn}::date AND d.effective_on <= ${run.businessOn}::date)`;
  const result: unknown = await db.execute(sql`
    SELECT l.id AS line_id, l.name AS line_name, ac.name AS account_name, c.id AS contract_id, c.name AS contract_name,
           c.currency, a.side AS before, b.side AS after
      FROM ${ofRun(before.id)} a FULL JOIN ${ofRun(run.id)} b ON b.line_id = a.line_id
      JOIN contract_line l ON l.tenant_id = ${tenantId} AND l.id = coalesce(a.line_id, b.line_id)
      JOIN contract c ON c.tenant_id = ${tenantId} AND c.id = l.contract_id
      JOIN account ac ON ac.tenant_id = ${tenantId} AND ac.id = c.account_id
     WHERE a.standing IS DISTINCT FROM b.standing OR a.units IS DISTINCT FROM b.units
        OR ${dated("price_segment")} OR ${dated("line_terms")}
        OR EXISTS (SELECT 1 FROM unit_override o WHERE o.tenant_id = ${tenantId} AND o.line_id = l.id
             AND daterange(${before.businessOn}::date, ${run.businessOn}::date, '[]') && daterange(o.from_on, o.through_on, '[]'))
     ORDER BY ac.name, l.name, l.id LIMIT ${MOST_LINES + 1}`);
  return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Row[];
}

type Billing = Awaited<ReturnType<typeof billingOn>>;

async function billingOn(db: Db, scope: TenantScope, ids: string[], on: string) {
  return {
    terms: await termsOn(db, scope, ids, on),
    prices: await pricesOn(db, scope, ids, on),
    overrides: await overridesOn(db, scope, ids, on),
  };
}

function comparedLine(row: Row, billedBefore: Billing, billedAfter: Billing): ComparedLine {
  const standing = (side: Side, { terms, prices, overrides }: Billing): LineStanding | null => {
    if (!side) return null;
    const { outcome, state, units, reasons } = side;
    const [term, price] = [terms.get(row.line_id), prices.get(row.line_id)];
    const counted = overrides.get(row.line_id)?.units ?? units;
    return {
      state: outcome === "changed" || outcome === "unchanged" ? "counted" : state,
      units: units === null ? null : shortest(units),
      perPeriod:
        counted === null || !term || !price
          ? null
          : formatAmount(
              extendedPriceMinor(billedUnits(counted, term), price.unitPrice, row.currency),
              row.currency,
            ),
      reasons,
    };
  };
  return {
    lineId: row.line_id,
    lineName: row.line_name,
    accountName: row.account_name,
    contractId: row.contract_id,
    contractName: row.contract_name,
    currency: row.currency,
    before: standing(row.before, billedBefore),
    after: standing(row.after, billedAfter),
  };
}

/** "10.0000" as it is written everywhere: "10". */
const shortest = (units: string) => String(syncRunLine.units.mapFromDriverValue(units));

function isOtherwise({ before, after }: ComparedLine): boolean {
  const key = (side: LineStanding | null) => side && [side.state, side.units, side.perPeriod].join("|");
  return key(before) !== key(after);
}
