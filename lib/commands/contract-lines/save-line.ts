import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import { authorize } from "@/lib/auth/policy";
import { type ParsedLineInput, type SaveLineInput, saveLineInput } from "@/lib/inputs/contract-lines";
import { changedFields, recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { laterDay, requireWithinReach, today } from "../contracts/effective-date";
import { type ContractRow, contractInScope } from "../contracts/take-contract";
import { requireRuleStillHolds } from "../readings/rule-still-holds";
import { CommandRefused } from "../refusal";
import { reprojectOrRefuse } from "./billable";
import { type CurrentLine, currentLine } from "./current-line";
import { knownRule } from "./known-rule";
import { storedFacts } from "./line-facts";
import { requireReasonBeyondGate } from "./line-gate";
import { extendToStart, requireSoundStart } from "./line-start";
import { savePrice } from "./save-price";
import { isRuleChanged, saveTerms } from "./save-terms";
import { saveUnits } from "./save-units";
import { isSameNewLine, lineWithId } from "./sent-twice";
import { takeLine } from "./take-line";

export type SavedLine = {
  lineId: string;
  version: number;
  /** Units that were written and the day they count from; null where units stayed as they were. */
  units: { units: string; effectiveOn: string } | null;
  /** The day from which a changed price counts; null where it stayed. */
  priceEffectiveOn: string | null;
};

/**
 * Saves a service line: what it is called, what it counts, how its changes bill, its price and its units. Counted units are
 * those of the stored reading that is named, never of the browser; whatever else fails, units and money stay as they were.
 * Refuses `changed-meanwhile`, `not-found`, `invalid`, `rule-broken`, `reason-required`, `too-far-back` and `reading-…`.
 */
export async function saveLine(ctx: CommandContext, raw: SaveLineInput): Promise<SavedLine> {
  authorize(ctx, "contracts.manage");
  const input = saveLineInput.parse(raw);
  if (input.billBy.by === "flexible-assets" && input.billBy.readingId !== null)
    await requireRuleStillHolds(ctx, { rule: input.billBy.rule, readingId: input.billBy.readingId });
  if (input.reason === "") await requireReasonBeyondGate(ctx, input);
  return withTenant(ctx.scope, async (db) => {
    const contract = await contractInScope(db, ctx, input.contractId);
    if (contract.status !== "active")
      throw new CommandRefused("invalid", { message: "This contract is inactive: activate it first." });
    if (input.lineId === null) {
      await lockAccounts(db, ctx, [contract.accountId]);
      const known = await lineWithId(db, ctx, input.idForNew);
      // The same form sent twice, because its first answer got lost; another form under a used id makes its own line.
      if (known && isSameNewLine(known, input))
        return { lineId: known.line.id, version: 1, units: null, priceEffectiveOn: null };
      return createLine(db, ctx, contract, known ? { ...input, idForNew: undefined } : input);
    }
    const before = await takeLine(db, ctx, { lineId: input.lineId, version: input.version ?? 0 });
    if (before.contract.id !== contract.id) throw new CommandRefused("not-found", { what: "service line" });
    return edit(db, ctx, contract, before, input);
  });
}

/**
 * Writes a new line of a contract whose account is held, into the transaction at hand. Refuses as `saveLine` does.
 * @param options `isCountedLater`: what counts may come without a reading and is not billed before its first count.
 */
export async function createLine(
  db: Db,
  ctx: CommandContext,
  contract: ContractRow,
  input: ParsedLineInput,
  options: { isCountedLater: boolean } = { isCountedLater: false },
): Promise<SavedLine> {
  await requireService(db, ctx, input.serviceId, null);
  await requireSoundStart(db, ctx, contract, null, input.startOn);
  const ofContract = and(
    eq(contractLine.tenantId, ctx.scope.tenantId),
    eq(contractLine.contractId, contract.id),
  );
  const [last] = await db
    .select({ sortOrder: sql<number>`coalesce(max(${contractLine.sortOrder}), 0)::int` })
    .from(contractLine)
    .where(ofContract);
  const [created] = await db
    .insert(contractLine)
    .values({
      ...(input.idForNew && { id: input.idForNew }),
      tenantId: ctx.scope.tenantId,
      contractId: contract.id,
      ...lineColumns(input),
      sortOrder: last!.sortOrder + 1,
      createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    })
    .returning({ id: contractLine.id });
  return write(db, ctx, contract, { lineId: created!.id, version: 1, before: null, input, ...options });
}

async function edit(
  db: Db,
  ctx: CommandContext,
  contract: ContractRow,
  before: CurrentLine,
  input: ParsedLineInput,
): Promise<SavedLine> {
  const { id: lineId, version } = before.line;
  await requireService(db, ctx, input.serviceId, before.line.serviceId);
  await requireSoundStart(db, ctx, contract, before, input.startOn);
  await db
    .update(contractLine)
    .set(lineColumns(input))
    .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, lineId)));
  if (input.startOn < before.line.startOn) await extendToStart(db, ctx, before, input.startOn);
  return write(db, ctx, contract, { lineId, version, before, input, isCountedLater: false });
}

/** What new and old lines have in common: terms, price and units by date, the projection, the audit. */
async function write(
  db: Db,
  ctx: CommandContext,
  contract: ContractRow,
  saved: {
    lineId: string;
    version: number;
    before: CurrentLine | null;
    input: ParsedLineInput;
    isCountedLater: boolean;
  },
): Promise<SavedLine> {
  const { lineId, version, before, input } = saved;
  const isNewRule = isRuleChanged(before, input);
  const rule =
    input.billBy.by === "flexible-assets" && isNewRule
      ? await knownRule(db, ctx, input.billBy.rule, contract.accountId)
      : null;
  const effectiveOn = before === null ? input.startOn : laterDay(input.effectiveOn, input.startOn);
  const isTermsChanged = await saveTerms(db, ctx, {
    lineId,
    before,
    input,
    effectiveOn,
    ruleInWords: rule?.inWords ?? (input.billBy.by === "none" ? null : (before?.terms.ruleInWords ?? null)),
  });
  if (isTermsChanged && before !== null) requireWithinReach(ctx, "effectiveOn", effectiveOn);
  const priceEffectiveOn = await savePrice(db, ctx, { lineId, before, input, contract });
  const units = await saveUnits(db, ctx, {
    lineId,
    before,
    input,
    isRuleChanged: isNewRule,
    mustBeCounted: !saved.isCountedLater && (rule?.isMapped ?? true),
  });
  await reprojectOrRefuse(db, ctx, lineId);

  const after = await currentLine(db, ctx, lineId);
  const on = units?.effectiveOn ?? today(ctx);
  const changes = changedFields(before === null ? {} : storedFacts(before, on), storedFacts(after, on));
  await recordAudit(db, ctx, {
    action: before === null ? "contract-line.created" : "contract-line.edited",
    subject: { kind: "contract-line", id: lineId },
    changes: {
      ...changes,
      ...((units || isTermsChanged) && {
        effectiveOn: { from: null, to: units?.effectiveOn ?? effectiveOn },
      }),
      ...(priceEffectiveOn && { priceEffectiveOn: { from: null, to: priceEffectiveOn } }),
      version: { from: before === null ? null : version - 1, to: version },
    },
    ...(input.reason && { reason: input.reason }),
  });
  return { lineId, version, units, priceEffectiveOn };
}

function lineColumns({ serviceId, name, description, startOn }: ParsedLineInput) {
  return { serviceId, name, description, startOn };
}

/** A line may keep a service that was deactivated since; a new choice must be an active one. */
async function requireService(
  db: Db,
  ctx: CommandContext,
  serviceId: string,
  keptServiceId: string | null,
): Promise<void> {
  const [found] = await db
    .select({ isActive: service.isActive })
    .from(service)
    .where(and(eq(service.tenantId, ctx.scope.tenantId), eq(service.id, serviceId)));
  const refused = (code: "not-found" | "invalid", message: string) =>
    new CommandRefused(code, { what: "service" }, [{ path: "serviceId", message }]);
  if (!found) throw refused("not-found", "This service does not exist; choose another one");
  if (!found.isActive && serviceId !== keptServiceId)
    throw refused("invalid", "This service is inactive; choose another one, or activate it first");
}
