import { type SQL, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { parkAccount } from "../parking/park-account";
import { lockAccounts } from "./lock-accounts";
import { PROJECTED_AHEAD, projectLines } from "./project-lines";

/** Lines of one transaction: their accounts are held no longer than that. */
const LINES_AT_ONCE = 200;

type ShortLine = { id: string; accountId: string };

/**
 * Projects the lines anew whose items no longer reach three months ahead, as a line's that nobody changes (design.md 8). A line
 * that cannot be billed parks its account, with the reason; all others go on. Answers how many lines it looked at.
 */
export async function extendProjections(ctx: CommandContext): Promise<number> {
  const toOn = businessDate(ctx.now(), ctx.tenant.timeZone).add(PROJECTED_AHEAD);
  const lines = await withTenant(ctx.scope, (db) => shortLines(db, ctx, toOn));
  for (let first = 0; first < lines.length; first += LINES_AT_ONCE) {
    const chunk = lines.slice(first, first + LINES_AT_ONCE);
    await withTenant(ctx.scope, async (db) => {
      await lockAccounts(
        db,
        ctx,
        chunk.map(({ accountId }) => accountId),
      );
      await extendOrPark(db, ctx, chunk);
    });
  }
  return lines.length;
}

async function extendOrPark(db: Db, ctx: CommandContext, lines: readonly ShortLine[]): Promise<void> {
  const faults = await projectLines(
    db,
    ctx,
    lines.map(({ id }) => id),
  );
  for (const { id, accountId } of lines) {
    const fault = faults.get(id);
    if (!fault) continue;
    const explanation = `It cannot be billed: ${fault.reason}.`;
    await parkAccount(db, ctx, { accountId, reason: "billing-fault", explanation, lineId: id });
  }
}

/**
 * Lines that may have an item due by `toOn` that is not stored: the next period after the last one stored or posted begins by
 * then (of lines billed at the end of a period: may end by then), or a change takes effect about then.
 */
async function shortLines(db: Db, ctx: CommandContext, toOn: Temporal.PlainDate): Promise<ShortLine[]> {
  const until = sql`${toOn.toString()}::date`;
  const ofLine = (table: string, isSo: SQL) =>
    sql`EXISTS (SELECT FROM ${sql.identifier(table)} s WHERE s.tenant_id = l.tenant_id AND s.line_id = l.id AND ${isSo})`;
  const changesNear = (table: string, column: string) => {
    const on = sql`s.${sql.identifier(column)}`;
    return ofLine(table, sql`${on} > ${until} - 62 AND ${on} <= ${until} + 1`);
  };
  const result: unknown = await db.execute(sql`
    SELECT l.id, c.account_id AS "accountId"
      FROM contract_line l
      JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id
      LEFT JOIN (SELECT line_id, max(period_end_on) AS through FROM (
                   SELECT line_id, period_end_on FROM billing_item WHERE tenant_id = ${ctx.scope.tenantId}::uuid
                   UNION ALL
                   SELECT line_id, period_end_on FROM charge WHERE tenant_id = ${ctx.scope.tenantId}::uuid) AS stored
                  GROUP BY line_id) AS billed ON billed.line_id = l.id
     WHERE l.tenant_id = ${ctx.scope.tenantId}::uuid
       AND (${ofLine("unit_segment", sql`true`)} OR ${ofLine("unit_override", sql`s.withdrawn_at IS NULL`)})
       AND greatest(l.start_on, c.start_on) <= ${until}
       AND (coalesce(billed.through, '-infinity'::date) < least(${until}, l.end_on, c.end_on)
            OR ${changesNear("unit_segment", "effective_on")} OR ${changesNear("price_segment", "effective_on")}
            OR ${changesNear("line_terms", "effective_on")}
            OR ${changesNear("unit_override", "from_on")} OR ${changesNear("unit_override", "through_on")})
     ORDER BY c.account_id, l.id`);
  return (result as { rows: ShortLine[] }).rows;
}
