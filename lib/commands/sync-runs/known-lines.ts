import { and, eq } from "drizzle-orm";
import { among } from "@/db/among";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import { syncRunLine } from "@/db/schema/sync-run";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";
import type { CurrentLine } from "../contract-lines/current-line";
import { currentLines } from "../contract-lines/current-lines";
import { type PreviousReading, previousReadings } from "../readings/previous-evidence";
import type { SeenInPass } from "../readings/take-reading";
import { mirrorOf, NOTHING_SEEN, type Place, placeOf } from "./mirror-of-pass";
import { isSameIdentity, type PassIdentity, passIdentity } from "./pass-identity";
import type { PassOutcome } from "./pass-outcome";

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
  const { linkedOf, presentIds } = connectionId
    ? await organizationsOf(db, ctx, connectionId, accountIds)
    : NO_ORGANIZATIONS;
  const places = new Map<string, Place>();
  for (const { contract, terms } of lines.values())
    for (const { id: organizationId } of linkedOf.get(contract.accountId) ?? []) {
      const { assetTypeId } = terms.countRule!;
      places.set(placeOf(assetTypeId, organizationId), { assetTypeId, organizationId });
    }
  const seenOf =
    connectionId && isSameIdentity(identity, pass.identity)
      ? await mirrorOf(db, ctx, connectionId, { places: [...places.values()], presentIds })
      : null;
  return new Map(
    [...lines].map(([lineId, current]) => {
      const linked = linkedOf.get(current.contract.accountId) ?? [];
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

/** Of accounts: `presentIds` are those organizations that IT Glue still has. */
type Organizations = {
  linkedOf: ReadonlyMap<string, OrganizationRef[]>;
  presentIds: ReadonlySet<string>;
};

const NO_ORGANIZATIONS: Organizations = { linkedOf: new Map(), presentIds: new Set() };

/** The IT Glue organizations of each account, in the order of their ids. */
async function organizationsOf(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  accountIds: readonly string[],
): Promise<Organizations> {
  const rows = await db
    .select({
      accountId: accountOrganization.accountId,
      id: organization.id,
      name: organization.name,
      missingSince: organization.missingSince,
    })
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
  const linkedOf = new Map<string, OrganizationRef[]>();
  const presentIds = new Set<string>();
  for (const { accountId, id, name, missingSince } of rows) {
    const organizations = linkedOf.get(accountId) ?? [];
    organizations.push({ id, name });
    linkedOf.set(accountId, organizations);
    if (missingSince === null) presentIds.add(id);
  }
  return { linkedOf, presentIds };
}
