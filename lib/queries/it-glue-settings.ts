import { and, eq, gt, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { itGlueConnection, itGlueRequestTally, itGlueSettings } from "@/db/schema/it-glue";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { ItGlueServer } from "@/lib/domain/regions";
import { type CountingUser, countingUsers } from "./it-glue-settings-identity";
import { type OrganizationKindChoices, organizationKindChoices } from "./it-glue-settings-kinds";
import { type ItGlueVerdict, itGlueVerdict } from "./it-glue-settings-verdict";

/** What may be shown of the stored key, which itself never leaves the server. */
export type StoredKey = {
  lastFour: string;
  setAt: string;
  /** Last success of the key itself; null where none is known. */
  usedAt: string | null;
  ageDays: number;
  /** Whole days since it was used, or set if it never was. */
  unusedDays: number;
};

/** How the last calls to IT Glue went. Instants are ISO. */
export type ItGlueHealth = {
  verdict: ItGlueVerdict;
  lastSuccessAt: string | null;
  lastErrorAt: string | null;
  /** Code of the gateway ("forbidden", "timeout", …) or "other-account". */
  lastErrorCode: string | null;
  /** Requests made in the last five minutes, of the 3,000 that IT Glue answers. */
  requestsLately: number;
  organizationsSyncedAt: string | null;
};

export type ItGlueSettingsScreen = {
  isEnabled: boolean;
  subdomain: string;
  server: ItGlueServer;
  isTwoWaySyncEnabled: boolean;
  /** 0 before the first save. */
  version: number;
  /** null when none is stored. */
  apiKey: StoredKey | null;
  /** The pinned IT Glue account; null until a key was proved. */
  account: { name: string; server: ItGlueServer; firstProvedAt: string; linkedOrganizations: number } | null;
  /** Which identity counts; `userId` is null while the API key does. `users` may be chosen. */
  counting: { userId: string | null; users: CountingUser[] };
  /** Ids that take part in the two-way sync; null: all. */
  syncedTypeIds: string[] | null;
  syncedStatusIds: string[] | null;
  kinds: OrganizationKindChoices;
  /** Of accounts made by the sync; a null currency is the company's own, a null tax rate none. */
  accountDefaults: { currency: string | null; paymentTermDays: number; taxRatePercent: string | null };
  /** ISO instant of the last change of key, server, account or identity: decreases found after it are held. */
  identityChangedAt: string | null;
  health: ItGlueHealth;
};

/** As the column of `account` has it. */
const USUAL_PAYMENT_TERM_DAYS = 30;
const FIVE_MINUTES_MS = 300_000;

type Now = {
  /** The tenant's clock: ages of a key are told by it. */
  now: Temporal.Instant;
  /** Real time, in which tokens end and requests are counted. */
  realNow?: Date;
};

/** IT Glue Settings as the screen shows them, without secrets; the form's first values before the first save. */
export async function itGlueSettingsScreen(
  scope: TenantScope,
  { now, realNow = new Date() }: Now,
): Promise<ItGlueSettingsScreen> {
  return withTenant(scope, async (db) => {
    const row = await settingsRow(db, scope);
    const connectionId = row?.settings.connectionId ?? null;
    const chosenUserId = row?.settings.countingUserId ?? null;
    const users = await countingUsers(db, scope, connectionId, chosenUserId, realNow);
    const apiKey = row ? storedKey(row.settings, now) : null;
    const { lastSuccessAt = null, lastErrorAt = null, lastErrorCode = null } = row?.settings ?? {};
    const chosen = users.find(({ userId }) => userId === chosenUserId) ?? null;
    const account = row?.connection
      ? {
          name: row.connection.accountName,
          server: row.connection.server,
          firstProvedAt: row.connection.firstProvedAt,
          linkedOrganizations: row.linkedOrganizations,
        }
      : null;
    const defaults = row?.settings.accountDefaults ?? {};
    const isEnabled = row?.settings.isEnabled ?? true;
    return {
      isEnabled,
      subdomain: row?.settings.subdomain ?? "",
      server: row?.settings.server ?? "us",
      isTwoWaySyncEnabled: row?.settings.isTwoWaySyncEnabled ?? false,
      version: row?.settings.version ?? 0,
      apiKey,
      account,
      counting: { userId: chosenUserId, users },
      syncedTypeIds: row?.settings.syncedTypeIds ?? null,
      syncedStatusIds: row?.settings.syncedStatusIds ?? null,
      kinds: await organizationKindChoices(db, scope, connectionId),
      accountDefaults: {
        currency: defaults.currency ?? null,
        paymentTermDays: defaults.paymentTermDays ?? USUAL_PAYMENT_TERM_DAYS,
        taxRatePercent: defaults.taxRatePercent ?? null,
      },
      identityChangedAt: row?.settings.identityChangedAt ?? null,
      health: {
        verdict: itGlueVerdict({
          isEnabled,
          isProved: account !== null,
          countingUser: chosen,
          keyUnusedDays: apiKey?.unusedDays ?? null,
          lastSuccessAt,
          lastErrorAt,
          lastErrorCode,
        }),
        lastSuccessAt,
        lastErrorAt,
        lastErrorCode,
        requestsLately: await requestsLately(db, scope, realNow),
        organizationsSyncedAt: row?.settings.organizationsSyncedAt ?? null,
      },
    };
  });
}

async function settingsRow(db: Db, scope: TenantScope) {
  const [row] = await db
    .select({
      settings: itGlueSettings,
      connection: itGlueConnection,
      linkedOrganizations: sql<number>`(
        select count(*)::int from ${accountOrganization}
         where ${accountOrganization.tenantId} = ${itGlueSettings.tenantId}
           and ${accountOrganization.connectionId} = ${itGlueSettings.connectionId})`,
    })
    .from(itGlueSettings)
    .leftJoin(
      itGlueConnection,
      and(
        eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
        eq(itGlueConnection.id, itGlueSettings.connectionId),
      ),
    )
    .where(eq(itGlueSettings.tenantId, scope.tenantId));
  return row;
}

function storedKey(settings: typeof itGlueSettings.$inferSelect, now: Temporal.Instant): StoredKey | null {
  const { sealedApiKey, apiKeyLastFour, apiKeySetAt: setAt, apiKeyUsedAt: usedAt } = settings;
  if (sealedApiKey === null || setAt === null) return null;
  return {
    lastFour: apiKeyLastFour ?? "",
    setAt,
    usedAt,
    ageDays: daysSince(setAt, now),
    unusedDays: daysSince(usedAt ?? setAt, now),
  };
}

function daysSince(at: string, now: Temporal.Instant): number {
  return Math.max(0, Math.floor((now.epochMilliseconds - Date.parse(at)) / 86_400_000));
}

async function requestsLately(db: Db, scope: TenantScope, realNow: Date): Promise<number> {
  const since = new Date(realNow.getTime() - FIVE_MINUTES_MS).toISOString();
  const [row] = await db
    .select({ requests: sql<number>`coalesce(sum(${itGlueRequestTally.requests}), 0)::int` })
    .from(itGlueRequestTally)
    .where(and(eq(itGlueRequestTally.tenantId, scope.tenantId), gt(itGlueRequestTally.startedAt, since)));
  return row?.requests ?? 0;
}
