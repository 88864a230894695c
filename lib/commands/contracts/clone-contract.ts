import { and, asc, eq, gte, isNull, or } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import { authorize } from "@/lib/auth/policy";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import { type CloneContractInput, cloneContractInput } from "@/lib/inputs/contracts";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine, segmentOn } from "../contract-lines/current-line";
import { storedFacts } from "../contract-lines/line-facts";
import { CommandRefused } from "../refusal";
import { contractFacts } from "./contract-facts";
import { contractHeader, EMPTY_HEADER } from "./contract-header";
import type { CreatedContract } from "./create-contract";
import { today } from "./effective-date";
import { contractWithId, nextContractNumber, requireAccount } from "./new-contract";
import { contractInScope } from "./take-contract";

/**
 * Makes a contract with the terms of another one and each of its lines that has not ended: their rules, newest terms and
 * today's prices, all from the new start date on. Units, readings and opening amounts stay behind: nothing is billed
 * before a line is counted anew. Refuses `not-found` and `invalid`.
 */
export async function cloneContract(
  ctx: CommandContext,
  input: CloneContractInput,
): Promise<CreatedContract> {
  authorize(ctx, "contracts.manage");
  const { contractId, accountId, name, startOn, idForNew } = cloneContractInput.parse(input);
  if (startOn < today(ctx))
    throw new CommandRefused("invalid", {}, [
      { path: "startOn", message: `A copy starts today or later; enter ${today(ctx)} or a later day` },
    ]);
  return withTenant(ctx.scope, async (db) => {
    const original = await contractInScope(db, ctx, contractId);
    const known = await contractWithId(db, ctx, idForNew);
    // The same form sent twice, because its first answer got lost; another form under a used id makes a copy of its own.
    const isSame =
      known?.version === 1 &&
      known.name === name &&
      known.accountId === accountId &&
      known.startOn === startOn;
    if (known && isSame) return { contractId: known.id, contractNumber: known.contractNumber };
    await requireAccount(db, ctx, accountId);
    const lines = await linesToCopy(db, ctx, contractId);
    const createdAt = ctx.now().toString({ smallestUnit: "millisecond" });
    const [created] = await db
      .insert(contract)
      .values({
        ...contractFacts(original),
        ...contractHeader(original),
        // An open end renews of itself, and the account keeps the default contract it has.
        isAutoRenewed: false,
        isDefaultContract: false,
        // The copy begins with the cycle that the original has then.
        ...cycleInForce(original, startOn),
        ...(!known && { id: idForNew }),
        tenantId: ctx.scope.tenantId,
        accountId,
        name,
        referenceNumber: "",
        startOn,
        endOn: null,
        billedElsewhereThroughOn: null,
        contractNumber: await nextContractNumber(db, ctx),
        createdAt,
      })
      .returning();
    const { id: newId, contractNumber } = created!;
    await recordAudit(db, ctx, {
      action: "contract.created",
      subject: { kind: "contract", id: newId },
      changes: {
        ...changedFields({}, contractFacts(created!)),
        ...changedFields(EMPTY_HEADER, contractHeader(created!)),
        contractNumber: { from: null, to: contractNumber },
        copyOfContractNumber: { from: null, to: original.contractNumber },
        accountId: { from: null, to: accountId },
        version: { from: null, to: 1 },
      },
    });
    for (const [index, line] of lines.entries())
      await copyLine(db, ctx, line, { contractId: newId, startOn, sortOrder: index + 1, createdAt });
    return { contractId: newId, contractNumber };
  });
}

/** Lines that still bill, in their order; refuses `invalid` where one is of a service that is no longer sold. */
async function linesToCopy(db: Db, ctx: CommandContext, contractId: string): Promise<CurrentLine[]> {
  const rows = await db
    .select({
      id: contractLine.id,
      name: contractLine.name,
      serviceName: service.name,
      isActive: service.isActive,
    })
    .from(contractLine)
    .innerJoin(
      service,
      and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
    )
    .where(
      and(
        eq(contractLine.tenantId, ctx.scope.tenantId),
        eq(contractLine.contractId, contractId),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, today(ctx))),
      ),
    )
    .orderBy(asc(contractLine.sortOrder), asc(contractLine.name));
  const gone = rows.find(({ isActive }) => !isActive);
  if (gone)
    throw new CommandRefused("invalid", {
      message: `The service ${gone.serviceName} of the service line ${gone.name} is inactive: activate it, or end that line first.`,
    });
  const lines: CurrentLine[] = [];
  for (const { id } of rows) lines.push(await currentLine(db, ctx, id));
  return lines;
}

type Copy = { contractId: string; startOn: string; sortOrder: number; createdAt: string };

async function copyLine(
  db: Db,
  ctx: CommandContext,
  { line, terms, priceSegments }: CurrentLine,
  { contractId, startOn, sortOrder, createdAt }: Copy,
): Promise<void> {
  const { tenantId } = ctx.scope;
  const { serviceId, name, description } = line;
  const [copied] = await db
    .insert(contractLine)
    .values({ tenantId, contractId, serviceId, name, description, sortOrder, startOn, createdAt })
    .returning({ id: contractLine.id });
  const lineId = copied!.id;
  const recorded = { recordedAt: createdAt, recordedBy: ctx.actor.name };
  const { id: _id, ...kept } = terms;
  await db.insert(lineTerms).values({ ...kept, lineId, termsVersion: 1, effectiveOn: startOn, ...recorded });
  // A line that starts later has no price today yet: it takes its first one.
  const price = segmentOn(priceSegments, today(ctx)) ?? segmentOn(priceSegments, line.startOn);
  if (price)
    await db.insert(priceSegment).values({
      tenantId,
      lineId,
      effectiveOn: startOn,
      unitPrice: price.unitPrice,
      unitCost: price.unitCost,
      ...recorded,
    });
  await recordAudit(db, ctx, {
    action: "contract-line.created",
    subject: { kind: "contract-line", id: lineId },
    changes: {
      ...changedFields({}, storedFacts(await currentLine(db, ctx, lineId), startOn)),
      version: { from: null, to: 1 },
    },
  });
}
