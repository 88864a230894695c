import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { among } from "@/db/among";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { asset, assetType, organization } from "@/db/schema/mirror";
import { syncRunLine } from "@/db/schema/sync-run";
import type { AssetType } from "@/lib/domain/counting/count-rule";
import type { Asset } from "@/lib/domain/counting/count-units";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";
import type { CurrentLine } from "../contract-lines/current-line";
import { currentLines } from "../contract-lines/current-lines";
import { type PreviousReading, previousReadings } from "../readings/previous-evidence";
import type { SeenInPass } from "../readings/take-reading";
import { isSameIdentity, type PassIdentity, passIdentity } from "./pass-identity";
import { areAssetsRead, type PassOutcome } from "./pass-outcome";

export type RecordedLine = Pick<
  typeof syncRunLine.$inferSelect,
  "lineId" | "outcome" | "state" | "reasons" | "previousUnits" | "units"
>;

/** A line, and everything its count rests on. */
export type KnownLine = {
  current: CurrentLine;
  /** What this run has recorded of it before. */
  recorded: RecordedLine | null;
  linked: OrganizationRef[];
  /** The count behind its units. */
  previous: PreviousReading | null;
  /** Who counts now; what another one read is not seen. */
  identity: PassIdentity;
  seen: SeenInPass;
};

/**
 * What is known of many lines, set by set: a dozen questions to the database whatever their number. SQL only fetches and
 * groups, it never counts (design.md 4). Lines of other tenants are left out.
 */
export async function knownLines(
  db: Db,
  ctx: CommandContext,
  pass: PassOutcome,
  lineIds: readonly string[],
): Promise<Map<string, KnownLine>> {
  const [lines, recorded, previous, identity] = await Promise.all([
    currentLines(db, ctx.scope, lineIds),
    recordedLines(db, ctx, pass.runId, lineIds),
    previousReadings(db, ctx, lineIds),
    passIdentity(db, ctx),
  ]);
  for (const [lineId, { terms }] of lines) if (!terms.countRule) lines.delete(lineId);
  const { connectionId } = identity;
  const accountIds = [...new Set([...lines.values()].map(({ contract }) => contract.accountId))];
  const linkedOf = connectionId ? await organizationsOf(db, ctx, connectionId, accountIds) : new Map();
  const typeIds = [...lines.values()].map(({ terms }) => terms.countRule!.assetTypeId);
  const seenOf =
    connectionId && isSameIdentity(identity, pass.identity)
      ? await mirrorOf(db, ctx, connectionId, [...linkedOf.values()].flat(), [...new Set(typeIds)])
      : null;
  return new Map(
    [...lines].map(([lineId, current]) => {
      const linked: OrganizationRef[] = linkedOf.get(current.contract.accountId) ?? [];
      return [
        lineId,
        {
          current,
          recorded: recorded.get(lineId) ?? null,
          linked,
          previous: previous.get(lineId) ?? null,
          identity,
          seen: seenOf ? seenOf(pass, current, linked) : NOTHING_SEEN,
        },
      ];
    }),
  );
}

/** What a run has recorded of lines. */
export async function recordedLines(
  db: Db,
  ctx: CommandContext,
  runId: string,
  lineIds: readonly string[],
): Promise<Map<string, RecordedLine>> {
  const rows = await db
    .select({
      lineId: syncRunLine.lineId,
      outcome: syncRunLine.outcome,
      state: syncRunLine.state,
      reasons: syncRunLine.reasons,
      previousUnits: syncRunLine.previousUnits,
      units: syncRunLine.units,
    })
    .from(syncRunLine)
    .where(
      and(
        eq(syncRunLine.tenantId, ctx.scope.tenantId),
        eq(syncRunLine.runId, runId),
        among(syncRunLine.lineId, lineIds),
      ),
    );
  return new Map(rows.map((row) => [row.lineId, row]));
}

const NOTHING_SEEN: SeenInPass = { organizationIds: null, assetType: undefined, assets: null };

/** The IT Glue organizations of each account, in the order of their ids. */
async function organizationsOf(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  accountIds: readonly string[],
): Promise<Map<string, OrganizationRef[]>> {
  const rows = await db
    .select({ accountId: accountOrganization.accountId, id: organization.id, name: organization.name })
    .from(accountOrganization)
    .innerJoin(
      organization,
      and(
        eq(organization.tenantId, accountOrganization.tenantId),
        eq(organization.connectionId, accountOrganization.connectionId),
        eq(organization.id, accountOrganization.organizationId),
      ),
    )
    .where(
      and(
        eq(accountOrganization.tenantId, ctx.scope.tenantId),
        eq(accountOrganization.connectionId, connectionId),
        among(accountOrganization.accountId, accountIds),
      ),
    )
    .orderBy(organization.id);
  const linked = new Map<string, OrganizationRef[]>();
  for (const { accountId, id, name } of rows) {
    const organizations = linked.get(accountId) ?? [];
    organizations.push({ id, name });
    linked.set(accountId, organizations);
  }
  return linked;
}

type SeenOf = (pass: PassOutcome, current: CurrentLine, linked: readonly OrganizationRef[]) => SeenInPass;

/** The pass as the mirror holds it, of these organizations and types. */
async function mirrorOf(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  organizations: readonly OrganizationRef[],
  typeIds: readonly string[],
): Promise<SeenOf> {
  const { tenantId } = ctx.scope;
  const organizationIds = [...new Set(organizations.map(({ id }) => id))];
  const present = await db
    .select({ id: organization.id })
    .from(organization)
    .where(
      and(
        eq(organization.tenantId, tenantId),
        eq(organization.connectionId, connectionId),
        inArray(organization.id, organizationIds),
        isNull(organization.missingSince),
      ),
    );
  const types = await db
    .select()
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, tenantId),
        eq(assetType.connectionId, connectionId),
        inArray(assetType.id, [...typeIds]),
        isNull(assetType.missingSince),
      ),
    );
  const assetsOf = await assetsByPlace(db, tenantId, connectionId, typeIds, organizationIds);
  const presentIds = new Set(present.map(({ id }) => id));
  const typeOf = new Map<string, AssetType>(types.map((type) => [type.id, type]));
  return (pass, { terms }, linked) => {
    if (linked.length === 0) return NOTHING_SEEN;
    const typeId = terms.countRule!.assetTypeId;
    const ids = linked.map(({ id }) => id);
    return {
      organizationIds: pass.organizations.ok ? new Set(ids.filter((id) => presentIds.has(id))) : null,
      assetType: pass.types.ok ? (typeOf.get(typeId) ?? null) : undefined,
      assets: areAssetsRead(pass, typeId)
        ? ids.flatMap((id) => assetsOf.get(placeOf(typeId, id)) ?? [])
        : null,
    };
  };
}

/** Assets by type and organization: as one list of JSON each, which is read in a fraction of the time that rows take. */
async function assetsByPlace(
  db: Db,
  tenantId: string,
  connectionId: string,
  typeIds: readonly string[],
  organizationIds: readonly string[],
): Promise<Map<string, Asset[]>> {
  const result: unknown = await db.execute(sql`
    SELECT asset_type_id AS "assetTypeId", organization_id AS "organizationId",
           json_agg(json_build_object(
             'id', id, 'organizationId', organization_id, 'assetTypeId', asset_type_id, 'name', name, 'traits', traits,
             'isArchived', is_archived, 'isRestricted', is_restricted, 'updatedAt', it_glue_updated_at)) AS assets
      FROM ${asset}
     WHERE ${and(
       eq(asset.tenantId, tenantId),
       eq(asset.connectionId, connectionId),
       inArray(asset.assetTypeId, [...typeIds]),
       inArray(asset.organizationId, [...organizationIds]),
       isNull(asset.missingSince),
     )}
     GROUP BY asset_type_id, organization_id`);
  const { rows } = result as { rows: { assetTypeId: string; organizationId: string; assets: Asset[] }[] };
  return new Map(
    rows.map(({ assetTypeId, organizationId, assets }) => [placeOf(assetTypeId, organizationId), assets]),
  );
}

const placeOf = (assetTypeId: string, organizationId: string) => `${assetTypeId}/${organizationId}`;
