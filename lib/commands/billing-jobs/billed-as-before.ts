import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import type { JobRunSummary } from "@/db/schema/billing-job";
import { contract, contractLine } from "@/db/schema/contract";
import { heldChange, type ReadingState, reading } from "@/db/schema/counting";
import type { CommandContext } from "../context";
import { writtenBy } from "./run-actor";

type BilledAsBefore = NonNullable<JobRunSummary["billedAsBefore"]>;

const REASONS: Partial<Record<ReadingState, string>> = {
  unmapped: "No IT Glue organization is linked to the account.",
  unreachable: "IT Glue could not be read at the last count.",
  "broken-rule": "IT Glue no longer has what the line counts.",
  held: "The last count is held for a person to decide.",
};

/**
 * Lines of a run that were billed with the units of an earlier count, because the last one changed none: held, unmapped,
 * unreachable or broken (design.md 8, Jobs). They are billed all the same, and listed.
 */
export async function billedAsBefore(db: Db, ctx: CommandContext, runId: string): Promise<BilledAsBefore> {
  const { tenantId } = ctx.scope;
  const charged = db
    .selectDistinct({ lineId: charge.lineId })
    .from(charge)
    .where(and(eq(charge.tenantId, tenantId), writtenBy(charge.postedBy, runId)));
  const latest = db
    .selectDistinctOn([reading.lineId], { lineId: reading.lineId, state: reading.state })
    .from(reading)
    .where(
      and(eq(reading.tenantId, tenantId), eq(reading.source, "nightly"), inArray(reading.lineId, charged)),
    )
    .orderBy(reading.lineId, desc(reading.position))
    .as("latest");
  const rows = await db
    .select({
      accountId: account.id,
      accountName: account.name,
      lineId: contractLine.id,
      lineName: contractLine.name,
      state: latest.state,
      heldId: heldChange.id,
    })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
    .leftJoin(latest, eq(latest.lineId, contractLine.id))
    .leftJoin(
      heldChange,
      and(
        eq(heldChange.tenantId, contractLine.tenantId),
        eq(heldChange.lineId, contractLine.id),
        eq(heldChange.status, "open"),
      ),
    )
    .where(and(eq(contractLine.tenantId, tenantId), inArray(contractLine.id, charged)))
    .orderBy(asc(account.name), asc(contractLine.name), asc(contractLine.id));
  return rows.flatMap(({ state, heldId, ...line }) => {
    const reason = heldId !== null ? REASONS.held : state === null ? undefined : REASONS[state];
    return reason === undefined ? [] : [{ ...line, reason }];
  });
}
