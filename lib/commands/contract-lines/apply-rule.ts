import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract } from "@/db/schema/contract";
import { reading } from "@/db/schema/counting";
import { itGlueSettings } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { type ApplyRuleInput, applyRuleInput, type ParsedApplyRule } from "@/lib/inputs/apply-rule";
import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { laterDay } from "../contracts/effective-date";
import { type ContractRow, contractInScope } from "../contracts/take-contract";
import { requireRuleStillHolds } from "../readings/rule-still-holds";
import { CommandRefused } from "../refusal";
import { type RuleSource, ruleSource } from "./apply-rule-source";
import { requireTarget } from "./apply-rule-target";
import { createLine } from "./save-line";
import { isSameNewLine, lineWithId } from "./sent-twice";

type NamedContract = { contractId: string; accountId: string; accountName: string };

export type AppliedRule = {
  saved: (NamedContract & { lineId: string; units: string | null; startOn: string })[];
  /** Contracts that nothing was added to, each with the reason. */
  refused: (NamedContract & { refusal: CommandRefused })[];
};

/**
 * Adds a line of the source line's service, rule and terms to each chosen contract, with the units that `previewRule` stored
 * for it. Each contract is one transaction: one that is refused is answered with the reason, and all others are saved. Sent
 * twice, it adds nothing more. Of the browser it takes name, price and date alone.
 * @throws CommandRefused those of `ruleSource` and `requireRuleStillHolds`; nothing is saved then.
 */
export async function applyRule(ctx: CommandContext, raw: ApplyRuleInput): Promise<AppliedRule> {
  authorize(ctx, "contracts.manage");
  const input = applyRuleInput.parse(raw);
  const { source, sourceAccount, chosen, countedFirst } = await withTenant(ctx.scope, async (db) => {
    const source = await ruleSource(db, ctx, input);
    const [of] = await db
      .select({ name: account.name })
      .from(account)
      .where(
        and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, source.current.contract.accountId)),
      );
    const chosen = await chosenContracts(db, ctx, input);
    return { source, sourceAccount: of!.name, chosen, countedFirst: await firstCounted(db, ctx, input) };
  });
  // All were counted by one rule within minutes: what changed after the first count shows in it.
  if (countedFirst !== null)
    await requireRuleStillHolds(ctx, { rule: source.rule, readingId: countedFirst }).catch(
      (error: unknown) => {
        throw error instanceof CommandRefused ? withWayOn(error) : error;
      },
    );

  const reason = `Rule of ${source.current.line.name} (${sourceAccount}), applied to several accounts`;
  const outcome: AppliedRule = { saved: [], refused: [] };
  const added: string[] = [];
  for (const { line, ...named } of chosen) {
    try {
      const saved = await withTenant(ctx.scope, (db) => addLine(db, ctx, source, { input, line, reason }));
      const { isNew, ...shown } = saved;
      outcome.saved.push({ ...named, ...shown });
      if (isNew) added.push(named.accountName);
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      outcome.refused.push({ ...named, refusal: withWayOn(error) });
    }
  }
  if (added.length > 0)
    await withTenant(ctx.scope, (db) =>
      recordAudit(db, ctx, {
        action: "contract-line.rule-applied",
        subject: { kind: "contract-line", id: source.current.line.id },
        changes: { accounts: { from: null, to: added.join(", ") } },
      }),
    );
  return outcome;
}

type ChosenLine = ParsedApplyRule["lines"][number];

async function addLine(
  db: Db,
  ctx: CommandContext,
  source: RuleSource,
  { input, line, reason }: { input: ParsedApplyRule; line: ChosenLine; reason: string },
): Promise<{ lineId: string; units: string | null; startOn: string; isNew: boolean }> {
  const own = await contractInScope(db, ctx, line.contractId);
  await lockAccounts(db, ctx, [own.accountId]);
  const wanted = lineInput(source, own, { input, line, reason });
  const known = await lineWithId(db, ctx, line.idForNew);
  if (known && isSameNewLine(known, wanted)) {
    const { units } = known.unitSegments[0] ?? { units: null };
    return { lineId: known.line.id, units, startOn: known.line.startOn, isNew: false };
  }
  const [settings] = await db
    .select({ connectionId: itGlueSettings.connectionId })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  if (!settings?.connectionId) throw new CommandRefused("it-glue-not-set-up");
  await requireTarget(db, ctx, source, { contract: own, connectionId: settings.connectionId });
  const { lineId, units } = await createLine(
    db,
    ctx,
    own,
    known ? { ...wanted, idForNew: undefined } : wanted,
  );
  return { lineId, units: units?.units ?? null, startOn: wanted.startOn, isNew: true };
}

/** The new line as its own form would send it: service, rule and terms are the source's. */
function lineInput(
  { current: { line: sourceLine, terms }, rule }: RuleSource,
  { id: contractId, startOn: contractStartOn }: ContractRow,
  { input, line, reason }: { input: ParsedApplyRule; line: ChosenLine; reason: string },
): ParsedLineInput {
  const startOn = laterDay(input.effectiveOn, contractStartOn);
  const { rounding, minimumUnits, includedUnits, maximumUnits, prorateIncreases, prorateDecreases } = terms;
  return {
    ...{ rounding, minimumUnits, includedUnits, maximumUnits, prorateIncreases, prorateDecreases },
    contractId,
    lineId: null,
    version: null,
    idForNew: line.idForNew,
    serviceId: sourceLine.serviceId,
    name: input.name,
    description: sourceLine.description,
    unitPrice: input.unitPrice,
    unitCost: input.unitCost,
    startOn,
    effectiveOn: startOn,
    priceEffectiveOn: null,
    billBy: { by: "flexible-assets", rule, readingId: line.readingId },
    reason,
  };
}

/** The chosen contracts with their accounts, by account name; refuses `not-found` for one that is not of this tenant. */
async function chosenContracts(db: Db, ctx: CommandContext, { lines }: ParsedApplyRule) {
  const byContract = new Map(lines.map((line) => [line.contractId, line]));
  const rows = await db
    .select({ contractId: contract.id, accountId: account.id, accountName: account.name })
    .from(contract)
    .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
    .where(and(eq(contract.tenantId, ctx.scope.tenantId), inArray(contract.id, [...byContract.keys()])))
    .orderBy(account.name, contract.id);
  if (rows.length < byContract.size) throw new CommandRefused("not-found", { what: "contract" });
  return rows.map((named) => ({ ...named, line: byContract.get(named.contractId)! }));
}

/** The oldest named reading that has a receipt; null where none has, and each line is then refused by itself. */
async function firstCounted(db: Db, ctx: CommandContext, { lines }: ParsedApplyRule): Promise<string | null> {
  const [found] = await db
    .select({ id: reading.id })
    .from(reading)
    .where(
      and(
        eq(reading.tenantId, ctx.scope.tenantId),
        inArray(
          reading.id,
          lines.map(({ readingId }) => readingId),
        ),
        isNotNull(reading.evidenceHash),
      ),
    )
    .orderBy(reading.position)
    .limit(1);
  return found?.id ?? null;
}

const WAYS_ON: Partial<Record<CommandRefused["code"], string>> = {
  "reading-not-usable": "Read the reason in the preview, then preview the count again.",
  "rule-broken": "Correct what the line counts that this rule comes from, then apply it.",
};

/** Here there is neither Update Units to press nor a rule to correct: the preview is what counts again. */
function withWayOn(refused: CommandRefused): CommandRefused {
  const { code, details } = refused;
  const isOfCount = code.startsWith("reading-") || code === "rule-broken";
  if (!isOfCount) return refused;
  return new CommandRefused(code, {
    ...details,
    fix: WAYS_ON[code] ?? "Preview the count again, then save.",
  });
}
