import { and, eq, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { coverageException } from "@/db/schema/coverage";
import { authorize } from "@/lib/auth/policy";
import { type AcceptExceptionInput, acceptExceptionInput } from "@/lib/inputs/coverage";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Accepts that a value is billed by nobody, or by two lines; Coverage then lists it with the reason. It changes no units.
 * Accepting what is accepted already replaces nothing: refused as "changed-meanwhile".
 */
export async function acceptException(
  ctx: CommandContext,
  raw: AcceptExceptionInput,
): Promise<{ id: string }> {
  authorize(ctx, "contracts.manage");
  const { part, ...input } = acceptExceptionInput.parse(raw);
  const { tenantId } = ctx.scope;
  return withTenant(ctx.scope, async (db) => {
    // The account's row orders two people who accept the same value at once.
    const [owner] = await db
      .select({ id: account.id })
      .from(account)
      .where(and(eq(account.tenantId, tenantId), eq(account.id, input.accountId)))
      .for("update");
    if (!owner) throw new CommandRefused("not-found", { what: "account" });
    const value = { ...input, part: part ?? "" };
    const [known] = await db
      .select({ acceptedBy: coverageException.acceptedBy })
      .from(coverageException)
      .where(
        and(
          eq(coverageException.tenantId, tenantId),
          eq(coverageException.accountId, value.accountId),
          eq(coverageException.assetId, value.assetId),
          eq(coverageException.measureKey, value.measureKey),
          eq(coverageException.part, value.part),
          eq(coverageException.kind, value.kind),
          isNull(coverageException.withdrawnAt),
        ),
      );
    if (known) throw new CommandRefused("changed-meanwhile", { what: "exception", who: known.acceptedBy });
    const [made] = await db
      .insert(coverageException)
      .values({
        ...value,
        tenantId,
        acceptedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        acceptedBy: ctx.actor.name,
      })
      .returning({ id: coverageException.id });
    await recordAudit(db, ctx, {
      action: "coverage-exception.accepted",
      subject: { kind: "account", id: value.accountId },
      changes: {
        asset: { from: null, to: value.assetId },
        coverage: { from: null, to: value.kind },
        ...(part !== null && { row: { from: null, to: part } }),
      },
      reason: value.reason,
    });
    return made!;
  });
}
