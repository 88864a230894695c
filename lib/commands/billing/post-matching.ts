import { and, asc, eq, inArray } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { fingerprint, hashSumsOf, matchingItems, type ReviewMatch } from "@/db/review-items";
import { billingItem } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { formatAmount } from "@/lib/domain/billing/money";
import { businessDate } from "@/lib/domain/regions";
import { type PostMatchingInput, postMatchingSchema } from "@/lib/inputs/billing-review";
import type { CommandContext } from "../context";
import { billOrPark } from "../parking/bill-or-park";
import { parkedAmong } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { lockAccounts } from "./lock-accounts";
import { postStored } from "./post-chosen";

/** Items of one transaction, of whole accounts where they have fewer. */
const ITEMS_PER_CHUNK = 1_000;

type Approved = Pick<
  typeof billingItem.$inferSelect,
  "id" | "accountId" | "contentHash" | "currency" | "amountMinor" | "invoiceOn"
>;

/** `changed`: items that changed while the others were posted, left in review. `passedOver`: parked accounts, by name. */
export type PostedMatching = { posted: number; changed: number; passedOver: string[] };

/**
 * Posts every item that matches, however many: refused as a whole where they are not those of the digest, then by chunks of
 * accounts, each item only as it was approved (design.md 8). Parked accounts are passed over.
 * @throws CommandRefused "not-allowed", "items-changed" (with what changed), "early-not-approved".
 */
export async function postMatching(ctx: CommandContext, raw: PostMatchingInput): Promise<PostedMatching> {
  authorize(ctx, "billing.post");
  const { match, digest, includesEarly } = postMatchingSchema.parse(raw);
  const businessOn = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const approved = await withTenant(ctx.scope, (db) => approvedItems(db, ctx, { ...match, businessOn }));
  const hash = await fingerprint(hashSumsOf(approved.map(({ contentHash }) => contentHash)));
  if (hash !== digest.hash) throw new CommandRefused("items-changed", whatChanged(digest, approved));
  const early = approved.filter(({ invoiceOn }) => invoiceOn > businessOn).length;
  if (early > 0 && !includesEarly) throw new CommandRefused("early-not-approved", { early });

  const result: PostedMatching = { posted: 0, changed: 0, passedOver: [] };
  for (const chunk of chunksOf(approved)) {
    const byAccount = new Map<string, Approved[]>();
    for (const item of chunk) byAccount.set(item.accountId, [...(byAccount.get(item.accountId) ?? []), item]);
    const { outcomes, parked } = await billOrPark(ctx, [...byAccount.keys()], (accountIds) =>
      postChunk(
        ctx,
        accountIds,
        accountIds.flatMap((id) => byAccount.get(id)!),
      ),
    );
    for (const outcome of outcomes) {
      result.posted += outcome.posted;
      result.changed += outcome.changed;
      result.passedOver.push(...outcome.passedOver);
    }
    result.passedOver.push(...parked.map(({ accountName }) => accountName));
  }
  result.passedOver = [...new Set(result.passedOver)];
  return result;
}

async function approvedItems(db: Db, ctx: CommandContext, match: ReviewMatch): Promise<Approved[]> {
  const matching = await matchingItems(db, ctx.scope, match);
  return db
    .select({
      id: billingItem.id,
      accountId: billingItem.accountId,
      contentHash: billingItem.contentHash,
      currency: billingItem.currency,
      amountMinor: billingItem.amountMinor,
      invoiceOn: billingItem.invoiceOn,
    })
    .from(billingItem)
    .where(matching)
    .orderBy(asc(billingItem.accountId), asc(billingItem.id));
}

/** Runs of whole accounts; one with very many items makes a chunk of its own. */
function* chunksOf(items: readonly Approved[]): Generator<Approved[]> {
  let chunk: Approved[] = [];
  for (const item of items) {
    const isFull = chunk.length >= ITEMS_PER_CHUNK && chunk.at(-1)!.accountId !== item.accountId;
    if (isFull) {
      yield chunk;
      chunk = [];
    }
    chunk.push(item);
  }
  if (chunk.length > 0) yield chunk;
}

async function postChunk(
  ctx: CommandContext,
  accountIds: readonly string[],
  approved: readonly Approved[],
): Promise<PostedMatching> {
  return withTenant(ctx.scope, async (db) => {
    await lockAccounts(db, ctx, accountIds);
    const parked = await parkedAmong(db, ctx.scope, accountIds);
    const parkedIds = new Set(parked.map(({ accountId }) => accountId));
    const hashes = new Map(
      approved
        .filter(({ accountId }) => !parkedIds.has(accountId))
        .map(({ id, contentHash }) => [id, contentHash]),
    );
    const standing = await db
      .select()
      .from(billingItem)
      .where(and(eq(billingItem.tenantId, ctx.scope.tenantId), inArray(billingItem.id, [...hashes.keys()])))
      .orderBy(billingItem.effectiveOn, billingItem.id)
      .for("update");
    const unchanged = standing.filter(({ id, contentHash }) => contentHash === hashes.get(id));
    await postStored(db, ctx, unchanged);
    return {
      posted: unchanged.length,
      changed: hashes.size - unchanged.length,
      passedOver: parked.map(({ accountName }) => accountName),
    };
  });
}

/** One sentence: what the person saw, and what stands there now. */
function whatChanged(seen: PostMatchingInput["digest"], now: readonly Approved[]): { message: string } {
  const totals = new Map<string, bigint>();
  for (const { currency, amountMinor } of now)
    totals.set(currency, (totals.get(currency) ?? 0n) + amountMinor);
  const amounts = [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => ({ currency, amount: formatAmount(minor, currency) }));
  const words = (items: number, sums: readonly { currency: string; amount: string }[]) => {
    const over = sums.map(({ currency, amount }) => `${amount} ${currency}`).join(" + ");
    return `${items === 1 ? "1 item" : `${items} items`}${over === "" ? "" : ` over ${over}`}`;
  };
  const [before, after] = [words(seen.items, seen.totals), words(now.length, amounts)];
  const what =
    before === after
      ? `Still ${after}, but the content of at least one of them changed.`
      : `You saw ${before}; now there ${now.length === 1 ? "is" : "are"} ${after}.`;
  return { message: `What matches changed after you looked. Nothing was posted. ${what}` };
}
