import { and, eq, gt, inArray, isNotNull, isNull, or } from "drizzle-orm";
import type { Db } from "@/db/database";
import {
  type AccountDefaults,
  type itGlueConnection,
  type itGlueSettings,
  userConnection,
} from "@/db/schema/it-glue";
import { organizationKind } from "@/db/schema/mirror";
import { appUser } from "@/db/schema/tenant";
import type { ItGlueSettingsInput } from "@/lib/inputs/it-glue-settings";
import { changedFields } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import type { StoredSettings } from "./stored-settings";

type Connection = typeof itGlueConnection.$inferSelect;
type Settings = typeof itGlueSettings.$inferSelect;
type KindOf = "type" | "status";

export type Choices = {
  values: Pick<
    Settings,
    "countingIdentity" | "countingUserId" | "syncedTypeIds" | "syncedStatusIds" | "accountDefaults"
  >;
  /** Another identity counts than before. */
  isIdentityChanged: boolean;
  /** For the audit: names in place of ids. */
  changes: ReturnType<typeof changedFields>;
};

/**
 * Who counts, which organizations take part and what new accounts start with, as a save leaves them; what the input
 * leaves out stays as stored.
 * @param connection the pinned account this save ends with.
 * @throws CommandRefused "invalid", at the field of a user who is not connected to that account, or of types and
 * statuses that it does not have.
 */
export async function checkedChoices(
  db: Db,
  ctx: CommandContext,
  typed: ItGlueSettingsInput,
  stored: StoredSettings | null,
  connection: Connection | null,
): Promise<Choices> {
  const before = stored?.settings;
  const { countingIdentity: identity = before?.countingIdentity ?? "api-key" } = typed;
  const { countingUserId: typedUserId = before?.countingUserId ?? null } = typed;
  const userId = identity === "user" ? typedUserId : null;
  const isOtherAccount = stored !== null && stored.connection?.id !== connection?.id;
  const isIdentityChanged = (before?.countingUserId ?? null) !== userId;
  if (userId !== null && (isIdentityChanged || isOtherAccount))
    await requireConnectedUser(db, ctx, userId, connection);

  const { syncedTypeIds: typeIds = before?.syncedTypeIds ?? null } = typed;
  const { syncedStatusIds: statusIds = before?.syncedStatusIds ?? null } = typed;
  const kinds = await kindNames(db, ctx, connection);
  for (const [path, kind, ids, known] of [
    ["syncedTypeIds", "type", typeIds, before?.syncedTypeIds],
    ["syncedStatusIds", "status", statusIds, before?.syncedStatusIds],
  ] as const) {
    if (ids === null) continue;
    const kindsOf = kind === "type" ? "types" : "statuses";
    if (isOtherAccount)
      throw refusedField(
        path,
        `These ${kindsOf} belong to “${stored.connection?.accountName}”. Let all ${kindsOf} take part to move to “${connection?.accountName}”, then choose among its own.`,
      );
    if (ids.some((id) => !kinds[kind].has(id) && !known?.includes(id)))
      throw refusedField(
        path,
        `One of these ${kindsOf} is not known in IT Glue. Press “Refresh types and statuses”, then choose again.`,
      );
  }

  const accountDefaults = typed.accountDefaults
    ? storedDefaults(typed.accountDefaults)
    : (before?.accountDefaults ?? {});
  const wordsOf = async (settings: Partial<Choices["values"]>) => ({
    countingIdentity: await identityInWords(db, ctx, settings.countingUserId ?? null),
    syncedTypes: namesOf(settings.syncedTypeIds, kinds.type),
    syncedStatuses: namesOf(settings.syncedStatusIds, kinds.status),
    defaultCurrency: settings.accountDefaults?.currency,
    defaultPaymentTermDays: settings.accountDefaults?.paymentTermDays,
    defaultTaxRatePercent: settings.accountDefaults?.taxRatePercent,
  });
  const values = {
    countingIdentity: identity,
    countingUserId: userId,
    syncedTypeIds: typeIds,
    syncedStatusIds: statusIds,
    accountDefaults,
  };
  return {
    values,
    isIdentityChanged,
    changes: changedFields(await wordsOf(before ?? {}), await wordsOf(values)),
  };
}

const refusedField = (path: string, message: string) =>
  new CommandRefused("invalid", {}, [{ path, message }]);

/** Whoever counts is a person of the tenant whose own Connect to the pinned account holds. */
async function requireConnectedUser(
  db: Db,
  ctx: CommandContext,
  userId: string,
  connection: Connection | null,
): Promise<void> {
  const [user] = await db
    .select({ name: appUser.name, isActive: appUser.isActive })
    .from(appUser)
    .where(and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, userId)));
  if (!user?.isActive)
    throw refusedField(
      "countingUserId",
      `${user?.name ?? "This person"} has no access to Flexbill. Choose another person, or let the API key count.`,
    );
  if (connection === null)
    throw refusedField(
      "countingUserId",
      "No IT Glue account is connected yet. Save with the API key first; people connect after that.",
    );
  const [own] = await db
    .select({ userId: userConnection.userId })
    .from(userConnection)
    .where(
      and(
        eq(userConnection.tenantId, ctx.scope.tenantId),
        eq(userConnection.userId, userId),
        eq(userConnection.connectionId, connection.id),
        eq(userConnection.status, "connected"),
        or(
          isNull(userConnection.accessExpiresAt),
          isNotNull(userConnection.sealedRefresh),
          // Tokens end in real time, whatever a simulation's clock says.
          gt(userConnection.accessExpiresAt, new Date().toISOString()),
        ),
      ),
    );
  if (!own)
    throw refusedField(
      "countingUserId",
      `${user.name} is not connected to “${connection.accountName}”. They connect under My Settings > Integrations; until then, let the API key or another person count.`,
    );
}

async function kindNames(
  db: Db,
  ctx: CommandContext,
  connection: Connection | null,
): Promise<Record<KindOf, Map<string, string>>> {
  const names = { type: new Map<string, string>(), status: new Map<string, string>() };
  if (connection === null) return names;
  const rows = await db
    .select({ kind: organizationKind.kind, id: organizationKind.id, name: organizationKind.name })
    .from(organizationKind)
    .where(
      and(
        eq(organizationKind.tenantId, ctx.scope.tenantId),
        eq(organizationKind.connectionId, connection.id),
        inArray(organizationKind.kind, ["type", "status"]),
      ),
    );
  for (const { kind, id, name } of rows) names[kind].set(id, name);
  return names;
}

function namesOf(ids: readonly string[] | null | undefined, names: ReadonlyMap<string, string>): string {
  if (!ids) return "all";
  return ids
    .map((id) => names.get(id) ?? id)
    .sort()
    .join(", ");
}

async function identityInWords(db: Db, ctx: CommandContext, userId: string | null): Promise<string> {
  if (userId === null) return "API key";
  const [user] = await db
    .select({ name: appUser.name })
    .from(appUser)
    .where(and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, userId)));
  return user?.name ?? userId;
}

/** What is blank is left out: an account then follows the company, and has no tax. */
function storedDefaults({
  currency,
  paymentTermDays,
  taxRatePercent,
}: NonNullable<ItGlueSettingsInput["accountDefaults"]>): AccountDefaults {
  return {
    ...(currency !== "" && { currency }),
    paymentTermDays,
    ...(taxRatePercent !== null && { taxRatePercent }),
  };
}
