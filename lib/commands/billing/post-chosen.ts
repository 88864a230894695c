import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { billingItem } from "@/db/schema/billing";
import type { CommandContext } from "../context";
import { reprojectLine } from "./reproject-line";

/** How many items, and their sums in minor units (numeric text) by currency. */
export type PostedSums = { items: number; minor: Record<string, string> };

type Answer = PostedSums & { partly: string[] };

/**
 * Posts the stored items that `chosen` picks, behind the locks of their accounts: each becomes an immutable charge under the
 * item's own id, with its audit event, and leaves review. One statement does it, however many there are.
 *
 * Of a line whose other items are of other periods the rest stands as it is: removing what was posted is then the same as
 * projecting anew (`posting.property.test.ts`). Only the others are projected.
 * @throws BillingFault where a line cannot be billed: nothing is posted then.
 */
export async function postChosen(db: Db, ctx: CommandContext, chosen: SQL): Promise<PostedSums> {
  const at = ctx.now().toString({ smallestUnit: "millisecond" });
  const { actor } = ctx;
  const actorUserId = actor.kind === "user" ? actor.userId : null;
  const result: unknown = await db.execute(sql`
    WITH due AS (DELETE FROM ${billingItem} WHERE ${chosen} RETURNING *),
    posted AS (
      INSERT INTO charge (tenant_id, id, account_id, contract_id, line_id, period_start_on, period_end_on, effective_on,
                          units, previous_units, unit_price, previous_unit_price, days, period_days, amount_minor, currency,
                          explanation, reading_id, kind, revision, tax_treatment, posted_at, posted_by)
      SELECT d.tenant_id, d.id, d.account_id, d.contract_id, d.line_id, d.period_start_on, d.period_end_on, d.effective_on,
             d.units, d.previous_units, d.unit_price, d.previous_unit_price, d.days, d.period_days, d.amount_minor, d.currency,
             d.explanation, d.reading_id, d.kind,
             1 + coalesce((SELECT max(c.revision) FROM charge c
                            WHERE c.tenant_id = d.tenant_id AND c.line_id = d.line_id AND c.kind = d.kind
                              AND c.period_start_on = d.period_start_on AND c.effective_on = d.effective_on), 0),
             CASE WHEN s.is_taxable THEN 'taxable' ELSE 'exempt' END, ${at}::timestamptz, ${actor.name}
        FROM due d
        JOIN contract_line l ON l.tenant_id = d.tenant_id AND l.id = d.line_id
        JOIN service s ON s.tenant_id = l.tenant_id AND s.id = l.service_id
      RETURNING id, currency, amount_minor),
    audited AS (
      INSERT INTO audit_event (tenant_id, at, actor_kind, actor_user_id, actor_name, action, subject_kind, subject_id, changes)
      SELECT tenant_id, ${at}::timestamptz, ${actor.kind}, ${actorUserId}::uuid, ${actor.name},
             'billing-item.posted', 'charge', id::text,
             jsonb_build_object('amountMinor', jsonb_build_object('from', NULL, 'to', amount_minor::text),
                                'currency', jsonb_build_object('from', NULL, 'to', currency),
                                'lineId', jsonb_build_object('from', NULL, 'to', line_id),
                                'approvedHash', jsonb_build_object('from', NULL, 'to', content_hash))
        FROM due),
    lines AS (
      SELECT tenant_id, line_id, count(*) AS taken, min(period_start_on) AS from_on, max(period_end_on) AS through_on
        FROM due GROUP BY tenant_id, line_id),
    partly AS (
      SELECT line_id FROM lines
       WHERE taken < (SELECT count(*) FROM billing_item b
                       WHERE b.tenant_id = lines.tenant_id AND b.line_id = lines.line_id
                         AND b.period_start_on <= lines.through_on AND b.period_end_on >= lines.from_on))
    SELECT (SELECT count(*)::int FROM posted) AS items,
           (SELECT coalesce(json_object_agg(currency, minor), '{}')
              FROM (SELECT currency, sum(amount_minor)::text AS minor FROM posted GROUP BY currency) s) AS minor,
           (SELECT coalesce(json_agg(line_id ORDER BY line_id), '[]') FROM partly) AS partly`);
  const [answer] = (result as { rows: Answer[] }).rows;
  const { partly, ...sums } = answer!;
  for (const lineId of partly) await reprojectLine(db, ctx, lineId);
  return sums;
}

/** `postChosen` for items that were read behind the locks. */
export async function postStored(
  db: Db,
  ctx: CommandContext,
  items: readonly { id: string }[],
): Promise<PostedSums> {
  if (items.length === 0) return { items: 0, minor: {} };
  const ids = items.map((item) => item.id);
  return postChosen(
    db,
    ctx,
    and(eq(billingItem.tenantId, ctx.scope.tenantId), inArray(billingItem.id, ids))!,
  );
}
