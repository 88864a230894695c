import { inArray, type SQL, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import { invoice } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { periodOfLine } from "@/lib/domain/billing/conservation-words";
import { formatAmount } from "@/lib/domain/billing/money";
import type { Difference } from "./line-differences";

/**
 * What of charges and documents does not add up (design.md 8, Conservation): for every charge
 * `amount = Σ lines of documents that are not void + open`, so that credits posted are those applied, credited and still
 * open. SQL compares whole accounts at once and answers the exceptions alone.
 */
export async function documentDifferences(
  db: Db,
  scope: TenantScope,
  accountIds: readonly string[],
): Promise<Difference[]> {
  return [
    ...(await chargeDifferences(db, scope, inArray(charge.accountId, [...accountIds]))),
    ...(await sumDifferences(db, scope, inArray(invoice.accountId, [...accountIds]))),
  ];
}

type ChargeRow = {
  account_id: string;
  line_id: string;
  line_name: string;
  period_start_on: string;
  period_end_on: string;
  currency: string;
  amount: string;
  documented: string;
  mirror: string | null;
  is_unposted: boolean;
};

/**
 * A charge may stand on documents up to its own amount and with its own sign; one that was unposted, and the mirror that
 * took it back whole, on none.
 */
async function chargeDifferences(db: Db, { tenantId }: TenantScope, isOfThese: SQL): Promise<Difference[]> {
  const result: unknown = await db.execute(sql`
    WITH documented AS (
      SELECT il.charge_id, sum(il.amount_minor) AS minor
        FROM invoice_line il JOIN invoice i ON i.tenant_id = il.tenant_id AND i.id = il.invoice_id
       WHERE il.tenant_id = ${tenantId}::uuid AND i.voided_at IS NULL
         AND il.charge_id IN (SELECT ${charge.id} FROM ${charge} WHERE ${charge.tenantId} = ${tenantId}::uuid AND ${isOfThese})
       GROUP BY il.charge_id)
    SELECT charge.account_id, charge.line_id, l.name AS line_name, charge.period_start_on::text, charge.period_end_on::text,
           charge.currency, charge.amount_minor::text AS amount, coalesce(d.minor, 0)::text AS documented,
           mirror.amount_minor::text AS mirror,
           (mirror.id IS NOT NULL OR charge.mirror_of_id IS NOT NULL) AS is_unposted
      FROM ${charge}
      JOIN contract_line l ON l.tenant_id = charge.tenant_id AND l.id = charge.line_id
      LEFT JOIN documented d ON d.charge_id = charge.id
      LEFT JOIN charge mirror ON mirror.tenant_id = charge.tenant_id AND mirror.mirror_of_id = charge.id
     WHERE charge.tenant_id = ${tenantId}::uuid AND ${isOfThese}
       AND CASE WHEN mirror.id IS NOT NULL OR charge.mirror_of_id IS NOT NULL
                THEN coalesce(d.minor, 0) <> 0
                     OR mirror.amount_minor <> -charge.amount_minor OR mirror.line_id <> charge.line_id
                ELSE coalesce(d.minor, 0) NOT BETWEEN least(charge.amount_minor, 0) AND greatest(charge.amount_minor, 0) END
     ORDER BY charge.period_start_on, charge.effective_on, charge.id`);
  const { rows } = result as { rows: ChargeRow[] };
  return rows.map((row) => ({
    accountId: row.account_id,
    lineId: row.line_id,
    sentence: `${placeOf(row)}: ${chargeInWords(row)}.`,
  }));
}

function placeOf({ line_name, period_start_on, period_end_on }: ChargeRow): string {
  return periodOfLine(line_name, {
    periodStartOn: Temporal.PlainDate.from(period_start_on),
    periodEndOn: Temporal.PlainDate.from(period_end_on),
  });
}

function chargeInWords({ currency, amount, documented, mirror, is_unposted }: ChargeRow): string {
  const money = (minor: string) => `${formatAmount(BigInt(minor), currency)} ${currency}`;
  const stands = `${money(documented)} of it stands on invoices and credit notes`;
  if (!is_unposted) return `a charge of ${money(amount)} is posted, but ${stands}`;
  if (documented !== "0") return `a charge of ${money(amount)} was unposted, but ${stands}`;
  return `a charge of ${money(amount)} was unposted, but with ${money(mirror ?? "0")}`;
}

type SumRow = {
  kind: "invoice" | "credit-note";
  number: string;
  account_id: string;
  currency: string;
  net: string;
  tax: string;
  total: string;
  lines: string;
  credited: string | null;
  is_mixed: boolean;
  line_id: string | null;
  line_names: string | null;
};

/** A document's lines are its net, in its currency, and never of the other sign; a credit note takes back what was invoiced. */
async function sumDifferences(db: Db, { tenantId }: TenantScope, isOfThese: SQL): Promise<Difference[]> {
  const result: unknown = await db.execute(sql`
    SELECT * FROM (
      SELECT invoice.kind, invoice.number::text, invoice.account_id, invoice.currency, invoice.net_minor::text AS net,
             invoice.tax_minor::text AS tax, invoice.total_minor::text AS total,
             coalesce(sum(il.amount_minor), 0)::text AS lines,
             (SELECT sum(c.amount_minor)::text FROM invoice_line c
               WHERE c.tenant_id = invoice.tenant_id AND c.invoice_id = invoice.credits_invoice_id) AS credited,
             coalesce(bool_or(ch.currency <> invoice.currency), false) AS is_mixed,
             CASE WHEN count(DISTINCT l.id) = 1 THEN min(l.id::text) END AS line_id,
             string_agg(DISTINCT '“' || l.name || '”', ', ') AS line_names
        FROM ${invoice}
        LEFT JOIN invoice_line il ON il.tenant_id = invoice.tenant_id AND il.invoice_id = invoice.id
        LEFT JOIN charge ch ON ch.tenant_id = il.tenant_id AND ch.id = il.charge_id
        LEFT JOIN contract_line l ON l.tenant_id = ch.tenant_id AND l.id = ch.line_id
       WHERE invoice.tenant_id = ${tenantId}::uuid AND invoice.voided_at IS NULL AND ${isOfThese}
       GROUP BY invoice.tenant_id, invoice.id) AS document
     WHERE lines <> net OR total::bigint <> net::bigint + tax::bigint OR is_mixed
        OR (kind = 'invoice' AND lines::bigint < 0) OR (kind = 'credit-note' AND lines::bigint > 0)
        OR credited::bigint <> -lines::bigint
     ORDER BY number::bigint, kind`);
  const { rows } = result as { rows: SumRow[] };
  return rows.map((row) => ({
    accountId: row.account_id,
    lineId: row.line_id,
    sentence: `${row.kind === "invoice" ? "Invoice" : "Credit note"} ${row.number} (${row.line_names ?? "without lines"}): ${sumInWords(row)}.`,
  }));
}

function sumInWords({ currency, net, tax, total, lines, credited, is_mixed }: SumRow): string {
  const money = (minor: string) => `${formatAmount(BigInt(minor), currency)} ${currency}`;
  if (is_mixed) return `it is in ${currency}, but bills a charge of another currency`;
  if (lines !== net) return `its lines come to ${money(lines)}, its net says ${money(net)}`;
  if (BigInt(total) !== BigInt(net) + BigInt(tax))
    return `net ${money(net)} and tax ${money(tax)} are not its total, ${money(total)}`;
  if (credited !== null) return `it credits ${money(lines)} of an invoice of ${money(credited)}`;
  return `its lines come to ${money(lines)}, which has the wrong sign`;
}
