import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { evidence, reading } from "@/db/schema/counting";
import { type AssetType, type CountRule, resolveRule } from "@/lib/domain/counting/count-rule";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { knownNames, ruleDrift, ruleOfEvidence } from "@/lib/domain/counting/rule-drift";
import type { CommandContext } from "../context";
import { pathInRule } from "../contract-lines/path-in-rule";
import { openTenantGateway, proveTenantAccount } from "../it-glue-settings/tenant-gateway";
import { readAssetTypes } from "../mirror/read-asset-types";
import { CommandRefused } from "../refusal";
import { unreadableReason } from "./it-glue-reason";
import { unpackEvidence } from "./previous-evidence";

/** A person waits for the save: what IT Glue has not answered by then leaves the reading as good as it was. */
const LIMIT_MILLISECONDS = 3_000;

/**
 * Asks IT Glue, before a reading is saved, whether type and fields are still those it was counted by. An outage says nothing
 * against a reading, which is at most 15 minutes old; a reading that is no use for another reason is refused by the save
 * itself. Call it outside transactions.
 * @throws CommandRefused "rule-broken" where the rule can no longer be counted, "reading-rule-changed" where a field it names
 * was renamed or is of another kind.
 */
export async function requireRuleStillHolds(
  ctx: CommandContext,
  { readingId, rule }: { readingId: string; rule: CountRule },
): Promise<void> {
  const counted = await evidenceOf(ctx, readingId);
  if (!counted) return;
  const types = await typesNow(ctx);
  if (!types) return;
  const type = types.find(({ id }) => id === rule.assetTypeId) ?? null;
  const resolution = resolveRule(rule, type, knownNames(null, counted, rule));
  if (!resolution.ok) {
    const [first] = resolution.faults;
    throw new CommandRefused(
      "rule-broken",
      {
        message: `After the units were counted, IT Glue changed. ${first!.message}. Nothing was saved.`,
        fix: "Everything you entered is still here: correct what is counted, press Update Units, then save.",
      },
      resolution.faults.map(({ fieldId, message }) => ({ path: pathInRule(rule, fieldId), message })),
    );
  }
  const drifts = ruleDrift(ruleOfEvidence(counted), resolution.resolved).filter(
    ({ fieldId }) => fieldId !== null,
  );
  if (drifts.length > 0)
    throw new CommandRefused(
      "reading-rule-changed",
      {
        message: `After the units were counted, ${drifts.map(({ message }) => message).join("; ")}. Nothing was saved.`,
        fix: "Press Update Units once more, look at what is counted, then save. Everything you entered is still here.",
      },
      drifts.map(({ fieldId, message }) => ({ path: pathInRule(rule, fieldId), message })),
    );
}

async function evidenceOf(ctx: CommandContext, readingId: string): Promise<CountEvidence | null> {
  const [found] = await withTenant(ctx.scope, (db) =>
    db
      .select({ packed: evidence.compressed })
      .from(reading)
      .innerJoin(
        evidence,
        and(eq(evidence.tenantId, reading.tenantId), eq(evidence.hash, reading.evidenceHash)),
      )
      .where(and(eq(reading.tenantId, ctx.scope.tenantId), eq(reading.id, readingId))),
  );
  return unpackEvidence(found?.packed);
}

/** Null where IT Glue cannot be asked now, or is another account than the tenant's. */
async function typesNow(ctx: CommandContext): Promise<AssetType[] | null> {
  const options = { signal: AbortSignal.timeout(LIMIT_MILLISECONDS) };
  try {
    const opened = await openTenantGateway(ctx);
    const proof = await proveTenantAccount(opened, options);
    return proof.ok ? await readAssetTypes(ctx, opened, options) : null;
  } catch (error) {
    unreadableReason(error);
    return null;
  }
}
