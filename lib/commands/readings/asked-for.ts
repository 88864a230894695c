import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { rowsAsJson } from "@/db/rows-as-json";
import { contract, contractLine } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import type { AssetType } from "@/lib/domain/counting/count-rule";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";
import { segmentOn } from "../contract-lines/current-line";
import { CommandRefused } from "../refusal";
import { linkedOrganizationsQuery } from "./linked-organizations";
import { mirroredTypeQuery } from "./mirrored-type";
import { connectStatusQuery, requireConnected } from "./require-connected";

export type AskedFor = {
  accountId: string;
  /** The IT Glue organizations of the account, by id. */
  linked: OrganizationRef[];
  /** The rule's type as it was last read: what the form was filled in with. */
  knownType: AssetType | null;
  /** Units of the line on that date, as recorded; null for a line that has none yet. */
  previousUnits: string | null;
};

/**
 * What the question of Update Units rests on, and whether this user may ask it: one query, for somebody waits.
 * @throws CommandRefused "not-connected", "not-found".
 */
export async function askedFor(
  db: Db,
  ctx: CommandContext,
  of: {
    contractId: string;
    lineId: string | null;
    connectionId: string | SQL<string | null>;
    assetTypeId: string;
    businessOn: string;
  },
): Promise<AskedFor> {
  const { connectionId, assetTypeId, lineId } = of;
  const [found] = await db
    .select({
      accountId: contract.accountId,
      lineId: contractLine.id,
      connects: rowsAsJson(connectStatusQuery(db, ctx)),
      unitSegments: rowsAsJson(segmentsQuery(db, lineId)),
      linked: rowsAsJson(linkedOrganizationsQuery(db, ctx, contract.accountId, connectionId)),
      types: rowsAsJson(mirroredTypeQuery(db, ctx, connectionId, assetTypeId)),
    })
    .from(contract)
    .leftJoin(
      contractLine,
      lineId === null
        ? sql`false`
        : and(
            eq(contractLine.tenantId, contract.tenantId),
            eq(contractLine.contractId, contract.id),
            eq(contractLine.id, lineId),
          ),
    )
    .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, of.contractId)));
  await requireConnected(db, ctx, found?.connects);
  if (!found) throw new CommandRefused("not-found", { what: "contract" });
  if (lineId !== null && found.lineId === null)
    throw new CommandRefused("not-found", { what: "service line" });
  return {
    accountId: found.accountId,
    linked: found.linked,
    knownType: found.types[0] ?? null,
    previousUnits: segmentOn(found.unitSegments, of.businessOn)?.units ?? null,
  };
}

/** Every recorded segment of the line, oldest knowledge first. */
function segmentsQuery(db: Db, lineId: string | null) {
  return db
    .select({
      effectiveOn: sql<string>`${unitSegment.effectiveOn}`.as("effectiveOn"),
      units: sql<string>`trim_scale(${unitSegment.units})::text`.as("units"),
      recordedAt: sql<string>`${unitSegment.recordedAt}`.as("recordedAt"),
    })
    .from(unitSegment)
    .where(
      lineId === null
        ? sql`false`
        : and(eq(unitSegment.tenantId, contractLine.tenantId), eq(unitSegment.lineId, contractLine.id)),
    )
    .orderBy(unitSegment.recordedAt);
}
