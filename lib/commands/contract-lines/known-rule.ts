import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import { assetType } from "@/db/schema/mirror";
import { type CountRule, resolveRule } from "@/lib/domain/counting/count-rule";
import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import type { CommandContext } from "../context";
import { linkedOrganizations } from "../readings/linked-organizations";
import { CommandRefused } from "../refusal";
import { pathInRule } from "./path-in-rule";

export type KnownRule = {
  /** The rule with the field names of today. */
  inWords: string;
  /** Whether the account has an organization to count. */
  isMapped: boolean;
};

/**
 * What the mirror knows of a rule about to be saved. Refuses `rule-broken` where its type or a field is gone or cannot be
 * counted: a rule that can never count is not saved (Update Units has just refreshed the mirror).
 */
export async function knownRule(
  db: Db,
  ctx: CommandContext,
  rule: CountRule,
  accountId: string,
): Promise<KnownRule> {
  const [settings] = await db
    .select({ connectionId: itGlueSettings.connectionId })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  const connectionId = settings?.connectionId;
  if (!connectionId) throw new CommandRefused("it-glue-not-set-up");
  const [type] = await db
    .select()
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, ctx.scope.tenantId),
        eq(assetType.connectionId, connectionId),
        eq(assetType.id, rule.assetTypeId),
      ),
    );
  const known = type && type.missingSince === null ? type : null;
  const resolution = resolveRule(rule, known, new Map(type ? [[type.id, type.name]] : []));
  if (!resolution.ok) {
    throw new CommandRefused(
      "rule-broken",
      { message: `${resolution.faults[0]!.message}.` },
      resolution.faults.map(({ fieldId, message }) => ({ path: pathInRule(rule, fieldId), message })),
    );
  }
  const linked = await linkedOrganizations(db, ctx, accountId, connectionId);
  return { inWords: ruleInWords(rule, known), isMapped: linked.length > 0 };
}
