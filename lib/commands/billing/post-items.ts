import { and, eq, inArray, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { billingItem, charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import { authorize } from "@/lib/auth/policy";
import { type PostItemsInput, postItemsSchema } from "@/lib/inputs/billing";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { lockAccounts } from "./lock-accounts";
import { reprojectLine } from "./reproject-line";

export type PostedItems = { posted: number };

/**
 * Posts billing items: each becomes an immutable charge, and its line is projected anew. All or nothing: where one item is
 * gone or no longer what the person saw, nothing is posted.
 * @throws CommandRefused "not-allowed", "items-changed" (with how many), "account-parked".
 */
export async function postItems(ctx: CommandContext, raw: PostItemsInput): Promise<PostedItems> {
  authorize(ctx, "billing.post");
  const { items: approved } = postItemsSchema.parse(raw);
  const hashes = new Map(approved.map((item) => [item.id, item.contentHash]));
  return withTenant(ctx.scope, async (db) => {
    const wanted = and(
      eq(billingItem.tenantId, ctx.scope.tenantId),
      inArray(billingItem.id, [...hashes.keys()]),
    );
    const accounts = await db
      .selectDistinct({ accountId: billingItem.accountId })
      .from(billingItem)
      .where(wanted);
    const accountIds = accounts.map((row) => row.accountId);
    await lockAccounts(db, ctx, accountIds);
    await refuseParked(db, ctx, accountIds);
    const items = await db
      .select()
      .from(billingItem)
      .where(wanted)
      .orderBy(billingItem.effectiveOn, billingItem.id)
      .for("update");
    const unchanged = items.filter((item) => item.contentHash === hashes.get(item.id));
    if (unchanged.length !== hashes.size) {
      throw new CommandRefused("items-changed", { changed: hashes.size - unchanged.length });
    }
    await postStored(db, ctx, items);
    return { posted: items.length };
  });
}

/** Posts stored items behind the locks of their accounts, and projects their lines anew. */
export async function postStored(
  db: Db,
  ctx: CommandContext,
  items: readonly (typeof billingItem.$inferSelect)[],
): Promise<void> {
  if (items.length === 0) return;
  const postedAt = ctx.now().toString({ smallestUnit: "millisecond" });
  for (const item of items) await postItem(db, ctx, item, postedAt);
  const ids = items.map((item) => item.id);
  await db
    .delete(billingItem)
    .where(and(eq(billingItem.tenantId, ctx.scope.tenantId), inArray(billingItem.id, ids)));
  for (const lineId of new Set(items.map((item) => item.lineId))) await reprojectLine(db, ctx, lineId);
}

async function postItem(
  db: Db,
  ctx: CommandContext,
  item: typeof billingItem.$inferSelect,
  postedAt: string,
): Promise<void> {
  const { id: _replaced, invoiceOn: _dueNoLonger, contentHash, ...columns } = item;
  const [before] = await db
    .select({ revisions: sql<number>`count(*)::int` })
    .from(charge)
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.lineId, item.lineId),
        eq(charge.periodStartOn, item.periodStartOn),
        eq(charge.kind, item.kind),
        eq(charge.effectiveOn, item.effectiveOn),
      ),
    );
  const [billed] = await db
    .select({ isTaxable: service.isTaxable })
    .from(contractLine)
    .innerJoin(
      service,
      and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
    )
    .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, item.lineId)));
  const [posted] = await db
    .insert(charge)
    .values({
      ...columns,
      revision: (before?.revisions ?? 0) + 1,
      taxTreatment: billed!.isTaxable ? "taxable" : "exempt",
      postedAt,
      postedBy: ctx.actor.name,
    })
    .returning({ id: charge.id });
  await recordAudit(db, ctx, {
    action: "billing-item.posted",
    subject: { kind: "charge", id: posted!.id },
    changes: {
      amountMinor: { from: null, to: item.amountMinor.toString() },
      currency: { from: null, to: item.currency },
      lineId: { from: null, to: item.lineId },
      approvedHash: { from: null, to: contentHash },
    },
  });
}
