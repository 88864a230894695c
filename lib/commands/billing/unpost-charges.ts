import { and, eq, inArray, or, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentedAmounts } from "@/db/open-charges";
import { charge } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { type UnpostChargesInput, unpostChargesSchema } from "@/lib/inputs/billing";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { lockAccounts } from "./lock-accounts";
import { nextRevision } from "./next-revision";
import { reprojectLine } from "./reproject-line";

type Charge = typeof charge.$inferSelect;

/**
 * Takes charges back by mirrors of them, as long as they are on no invoice or credit note that stands; their items stand in
 * review again. All or nothing (design.md 8).
 * @throws CommandRefused "not-allowed", "not-found", "charge-documented" and "charge-unposted" (with how many of how many).
 */
export async function unpostCharges(
  ctx: CommandContext,
  raw: UnpostChargesInput,
): Promise<{ unposted: number }> {
  authorize(ctx, "billing.post");
  const { chargeIds, reason } = unpostChargesSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const charges = await takeCharges(db, ctx, [...new Set(chargeIds)]);
    await refuseUnposted(db, ctx, charges);
    await refuseDocumented(db, ctx, charges);
    const postedAt = ctx.now().toString({ smallestUnit: "millisecond" });
    for (const taken of charges) await mirror(db, ctx, taken, { postedAt, reason });
    for (const lineId of new Set(charges.map(({ lineId }) => lineId))) await reprojectLine(db, ctx, lineId);
    return { unposted: charges.length };
  });
}

/** The charges, with their accounts held: nobody can put them on an invoice, or unpost them, beside this. */
async function takeCharges(db: Db, ctx: CommandContext, ids: readonly string[]): Promise<Charge[]> {
  const charges = await db
    .select()
    .from(charge)
    .where(and(eq(charge.tenantId, ctx.scope.tenantId), inArray(charge.id, [...ids])))
    .orderBy(charge.effectiveOn, charge.id);
  if (charges.length !== ids.length) throw new CommandRefused("not-found", { what: "charge" });
  await lockAccounts(
    db,
    ctx,
    charges.map(({ accountId }) => accountId),
  );
  return charges;
}

async function refuseUnposted(db: Db, ctx: CommandContext, charges: readonly Charge[]): Promise<void> {
  const ids = charges.map(({ id }) => id);
  const mirrors = await db
    .select({ id: charge.mirrorOfId })
    .from(charge)
    .where(and(eq(charge.tenantId, ctx.scope.tenantId), inArray(charge.mirrorOfId, ids)));
  const unposted = mirrors.length + charges.filter(({ mirrorOfId }) => mirrorOfId !== null).length;
  if (unposted > 0) throw new CommandRefused("charge-unposted", { count: unposted, of: charges.length });
}

/** What a credit note took back whole is open again; a charge of 0.00 stands on its invoice until that is void. */
async function refuseDocumented(db: Db, ctx: CommandContext, charges: readonly Charge[]): Promise<void> {
  const documented = documentedAmounts(db, ctx.scope);
  const standing = await db
    .select({ id: charge.id })
    .from(charge)
    .innerJoin(documented, eq(documented.chargeId, charge.id))
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        inArray(
          charge.id,
          charges.map(({ id }) => id),
        ),
        or(eq(charge.amountMinor, 0n), sql`${documented.amountMinor} <> 0`),
      ),
    );
  if (standing.length > 0)
    throw new CommandRefused("charge-documented", { count: standing.length, of: charges.length });
}

async function mirror(
  db: Db,
  ctx: CommandContext,
  taken: Charge,
  { postedAt, reason }: { postedAt: string; reason: string },
): Promise<void> {
  const { id, ...columns } = taken;
  const [written] = await db
    .insert(charge)
    .values({
      ...columns,
      amountMinor: -taken.amountMinor,
      revision: await nextRevision(db, ctx, taken),
      explanation: `Unposted: ${taken.explanation}`,
      mirrorOfId: id,
      reason,
      postedAt,
      postedBy: ctx.actor.name,
    })
    .returning({ id: charge.id });
  await recordAudit(db, ctx, {
    action: "charge.unposted",
    subject: { kind: "charge", id },
    changes: {
      amountMinor: { from: taken.amountMinor.toString(), to: "0" },
      currency: { from: taken.currency, to: taken.currency },
      lineId: { from: taken.lineId, to: taken.lineId },
      mirrorId: { from: null, to: written!.id },
    },
    reason,
  });
}
