import { and, eq, inArray } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingItem } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { type PostItemsInput, postItemsSchema } from "@/lib/inputs/billing";
import type { CommandContext } from "../context";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { lockAccounts } from "./lock-accounts";
import { postChosen } from "./post-chosen";

export type PostedItems = { posted: number };

/**
 * Posts the billing items a person approved. All or nothing: where one item is gone or no longer what the person saw,
 * nothing is posted.
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
    )!;
    const accounts = await db
      .selectDistinct({ accountId: billingItem.accountId })
      .from(billingItem)
      .where(wanted);
    const accountIds = accounts.map((row) => row.accountId);
    await lockAccounts(db, ctx, accountIds);
    await refuseParked(db, ctx, accountIds);
    const items = await db
      .select({ id: billingItem.id, contentHash: billingItem.contentHash })
      .from(billingItem)
      .where(wanted)
      .for("update");
    const unchanged = items.filter((item) => item.contentHash === hashes.get(item.id));
    if (unchanged.length !== hashes.size) {
      throw new CommandRefused("items-changed", { changed: hashes.size - unchanged.length });
    }
    const { items: posted } = await postChosen(db, ctx, wanted);
    return { posted };
  });
}
