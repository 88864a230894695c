import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { authorize } from "@/lib/auth/policy";
import type { ReadingState } from "@/lib/domain/counting/reading-state";
import type { UnadmittedValue } from "@/lib/domain/counting/unadmitted-values";
import { type PreviewRuleInput, previewRuleInput } from "@/lib/inputs/apply-rule";
import type { CommandContext } from "../context";
import { today } from "../contracts/effective-date";
import { type ContractRow, contractInScope } from "../contracts/take-contract";
import { openTenantGateway } from "../it-glue-settings/tenant-gateway";
import { type CountComparison, compareCount } from "../readings/compare-count";
import { mirroredType } from "../readings/mirrored-type";
import { requireNotCancelled, watchForCancellation } from "../readings/recount-cancellation";
import { requireConnected } from "../readings/require-connected";
import { packEvidence, storeReading } from "../readings/store-reading";
import { takeReading } from "../readings/take-reading";
import { CommandRefused } from "../refusal";
import { readAccounts } from "./apply-rule-read";
import { type RuleSource, ruleSource } from "./apply-rule-source";
import { type RuleTarget, requireTarget } from "./apply-rule-target";

/** A person waits: an account that IT Glue has not answered for by then is unreachable. */
const LIMIT_MILLISECONDS = 10_000;

/** What a rule would count for one account. */
export type RulePreview = {
  contractId: string;
  accountId: string;
  accountName: string;
  /** Why it cannot be added here, as a sentence; nothing was asked then, and all below is empty. */
  refusal: string | null;
  /** What a save names; null where nothing was asked. */
  readingId: string | null;
  state: ReadingState | null;
  reasons: { code: string; message: string }[];
  /** The count, as decimal text; null where there is none. */
  units: string | null;
  /** Assets that counted. */
  assets: number;
  /** What other lines of the account bill already. */
  overlaps: CountComparison["overlaps"];
  /** Values that the filters almost match. */
  nearMisses: UnadmittedValue[];
};

/**
 * Asks IT Glue now what the rule of a line would count for other accounts, and stores a reading for each: units and lines
 * come with the save alone (`applyRule`). An account that fails is answered with its reason, and the others with their counts.
 * @param limitMilliseconds how long each account may take.
 * @throws CommandRefused "recount-cancelled" where it was called off, and nothing is stored; "not-connected"; the codes
 * `it-glue-…` where IT Glue cannot be asked at all; those of `ruleSource`.
 */
export async function previewRule(
  ctx: CommandContext,
  raw: PreviewRuleInput,
  limitMilliseconds = LIMIT_MILLISECONDS,
): Promise<RulePreview[]> {
  authorize(ctx, "contracts.manage");
  authorize(ctx, "units.update");
  const input = previewRuleInput.parse(raw);
  const opened = await openTenantGateway(ctx);
  const { source, asked, knownType } = await withTenant(ctx.scope, async (db) => {
    await requireConnected(db, ctx);
    const source = await ruleSource(db, ctx, input);
    const asked: Asked[] = [];
    for (const contractId of new Set(input.contractIds))
      asked.push(await askedAccount(db, ctx, source, { contractId, connectionId: opened.connectionId }));
    // It names what is gone; reading IT Glue replaces it.
    const knownType = await mirroredType(db, ctx, opened.connectionId, source.rule.assetTypeId);
    return { source, asked, knownType };
  });

  const cancellation = watchForCancellation(ctx, input.recountId);
  const countable = asked.filter(isCountable);
  const read = await readAccounts(
    ctx,
    opened,
    source.rule,
    countable.map(({ target }) => target.linked),
    { cancelled: cancellation.signal, limitMilliseconds },
  ).finally(cancellation.stop);
  const taken = await Promise.all(
    countable.map(async ({ target, ...of }, index) => {
      const { seen, unreadable } = read[index]!;
      const { rule } = source;
      const result = takeReading({
        rule,
        linked: target.linked,
        seen,
        previous: null,
        unreadable,
        knownType,
      });
      const { evidence } = result;
      const compared = compareCount({
        rule,
        seen,
        evidence,
        previous: null,
        knownType,
        rivals: target.rivals,
      });
      return { ...of, taken: result, packed: await packEvidence(evidence), compared };
    }),
  );
  const previews = await withTenant(ctx.scope, async (db) => {
    await requireNotCancelled(db, ctx, input.recountId);
    const stored = new Map<string, RulePreview>();
    for (const { contract, accountName, taken: result, packed, compared } of taken) {
      const readingId = await storeReading(db, ctx, {
        accountId: contract.accountId,
        contractId: contract.id,
        lineId: null,
        runId: null,
        source: "update-units",
        rule: source.rule,
        businessOn: today(ctx),
        taken: result,
        packed,
        askedByUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
      });
      stored.set(contract.id, {
        ...notAsked({ contract, accountName }, null),
        readingId,
        state: result.state,
        reasons: result.reasons,
        units: result.evidence?.total ?? null,
        assets: result.evidence?.counted.length ?? 0,
        overlaps: compared.overlaps,
        nearMisses: compared.unadmitted.filter(({ nearTo }) => nearTo !== null),
      });
    }
    return stored;
  });
  return asked.map((each) => previews.get(each.contract.id) ?? notAsked(each, each.refusal));
}

type Named = { contract: ContractRow; accountName: string };
type Asked = Named & { target: RuleTarget | null; refusal: string | null };

function isCountable(asked: Asked): asked is Asked & { target: RuleTarget } {
  return asked.target !== null;
}

async function askedAccount(
  db: Db,
  ctx: CommandContext,
  source: RuleSource,
  { contractId, connectionId }: { contractId: string; connectionId: string },
): Promise<Asked> {
  const contract = await contractInScope(db, ctx, contractId);
  const [found] = await db
    .select({ name: account.name })
    .from(account)
    .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, contract.accountId)));
  const named: Named = { contract, accountName: found!.name };
  try {
    const target = await requireTarget(db, ctx, source, { contract, connectionId });
    return { ...named, target, refusal: null };
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return { ...named, target: null, refusal: `${error.details.message}` };
  }
}

function notAsked({ contract, accountName }: Named, refusal: string | null): RulePreview {
  return {
    contractId: contract.id,
    accountId: contract.accountId,
    accountName,
    refusal,
    readingId: null,
    state: null,
    reasons: [],
    units: null,
    assets: 0,
    overlaps: [],
    nearMisses: [],
  };
}
