import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { type ItGlueSettingsInput, itGlueSettingsInput } from "@/lib/inputs/it-glue-settings";
import type { ItGlueAccount } from "@/lib/itglue/port";
import { changedFields, recordAudit } from "../audit";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { endRunningRuns } from "../sync-runs/end-running-runs";
import { KEY_NEEDED, type KeyProof, proveKey } from "./prove-key";
import { checkedChoices } from "./save-it-glue-settings-choices";
import { askToReconnect, pinAccount } from "./save-it-glue-settings-pin";
import { sealApiKey } from "./sealed-api-key";
import { type StoredSettings, storedSettings } from "./stored-settings";

const LABELS: Record<string, string> = {
  isEnabled: "Enable IT Glue integration",
  subdomain: "Subdomain",
  server: "IT Glue server",
  isTwoWaySyncEnabled: "Two-way sync",
  countingIdentity: "Counts as",
  syncedTypes: "Organization types",
  syncedStatuses: "Organization statuses",
  defaultCurrency: "Currency of new accounts",
  defaultPaymentTermDays: "Payment terms of new accounts",
  defaultTaxRatePercent: "Tax rate of new accounts",
};

const TURNED_OFF = { code: "it-glue-disabled", message: "IT Glue was turned off while it was counted" };

export type SavedSettings = {
  version: number;
  /** The IT Glue account this save proved; null when neither key nor server changed and nothing was called. */
  provedAccountName: string | null;
  /** Organizations can be synced under these settings: whoever saved asks for it now. */
  isSyncDue: boolean;
  /** The integration was on until this save: whoever saved calls off the runs that still wait. */
  isTurnedOff: boolean;
};

/**
 * Saves IT Glue Settings. A new key, or another server, is proved first, outside any transaction; the first proof pins
 * the IT Glue account. Turning the integration off calls nobody, and needs no key; nor does a proved account whose
 * counts a connected user makes.
 * A change of key, server, account or of the identity that counts is noted: decreases found after it are held.
 * @throws CommandRefused "changed-meanwhile" for an older `version`; "invalid", "it-glue-forbidden",
 * "it-glue-unreachable" and "it-glue-other-account" with the field to put right. Nothing is stored then.
 */
export async function saveItGlueSettings(
  ctx: CommandContext,
  input: ItGlueSettingsInput,
): Promise<SavedSettings> {
  authorize(ctx, "settings.manage");
  const typed = itGlueSettingsInput.parse(input);
  const before = await withTenant(ctx.scope, (db) => settingsAsOpened(db, ctx, typed));
  const key = typed.apiKey === "" ? (before?.key ?? null) : typed.apiKey;
  const isKeyChanged = key !== null && key !== before?.key;
  const isServerChanged = before?.settings.server !== typed.server;
  // A server chosen while the integration is off is proved when it is turned on.
  const isUnproved = typed.isEnabled && before?.connection?.server !== typed.server;
  const isUserCounting = (typed.countingIdentity ?? before?.settings.countingIdentity) === "user";
  if (key === null && typed.isEnabled && (isUnproved || !isUserCounting))
    throw new CommandRefused("invalid", {}, [{ path: "apiKey", message: KEY_NEEDED }]);

  const needsProof = key !== null && (typed.apiKey !== "" || isUnproved);
  const proved = needsProof ? accountOrRefuse(await proveKey(ctx, typed.server, key)) : null;

  return withTenant(ctx.scope, async (db) => {
    const stored = await settingsAsOpened(db, ctx, typed, { lock: true });
    const pinned = stored?.connection ?? null;
    const connection = proved ? await pinAccount(db, ctx, stored, typed, proved) : pinned;
    const isOtherAccount = connection?.id !== pinned?.id;
    if (connection && isOtherAccount) await askToReconnect(db, ctx, connection.id);
    const choices = await checkedChoices(db, ctx, typed, stored, connection);
    const now = ctx.now().toString({ smallestUnit: "millisecond" });
    const isIdentityChanged = isKeyChanged || isServerChanged || isOtherAccount || choices.isIdentityChanged;
    const switches = {
      isEnabled: typed.isEnabled,
      subdomain: typed.subdomain,
      server: typed.server,
      isTwoWaySyncEnabled: typed.isTwoWaySyncEnabled,
    };
    const version = await write(db, ctx, typed.version, {
      ...switches,
      ...choices.values,
      connectionId: connection?.id ?? null,
      ...(isKeyChanged && {
        sealedApiKey: await sealApiKey(db, ctx.scope, key),
        apiKeyLastFour: key.slice(-4),
        apiKeySetAt: now,
      }),
      ...(isIdentityChanged && pinned && { identityChangedAt: now }),
      ...(isOtherAccount && { organizationsSyncedAt: null }),
      ...(proved && { lastSuccessAt: now, apiKeyUsedAt: now, lastErrorAt: null, lastErrorCode: null }),
    });
    await recordAudit(db, ctx, {
      action: "it-glue-settings.saved",
      subject: { kind: "it-glue-settings", id: ctx.scope.tenantId },
      changes: {
        ...changedFields(stored?.settings ?? {}, switches),
        ...choices.changes,
        ...changedFields({ itGlueAccount: pinned?.accountName }, { itGlueAccount: connection?.accountName }),
        version: { from: typed.version, to: version },
        ...(isKeyChanged && {
          apiKey: { from: stored?.settings.sealedApiKey ? "set" : null, to: "changed" },
        }),
      },
    });
    const isSyncDue = typed.isEnabled && connection !== null;
    const isTurnedOff = stored?.settings.isEnabled === true && !typed.isEnabled;
    if (isTurnedOff) await endRunningRuns(db, ctx, TURNED_OFF);
    return { version, provedAccountName: proved?.accountName ?? null, isSyncDue, isTurnedOff };
  });
}

/** The stored settings, if they are still the ones the form was opened with. */
async function settingsAsOpened(
  db: Db,
  ctx: CommandContext,
  { version }: ItGlueSettingsInput,
  options?: { lock: boolean },
): Promise<StoredSettings | null> {
  const stored = await storedSettings(db, ctx, options);
  if ((stored?.settings.version ?? 0) === version) return stored;
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "it-glue-settings", id: ctx.scope.tenantId, what: "page", openedVersion: version },
    LABELS,
  );
}

function accountOrRefuse(proof: KeyProof): ItGlueAccount {
  if (proof.ok) return proof.account;
  const { reason, fields, retryAfterSeconds } = proof;
  const code = reason === "unreachable" ? "it-glue-unreachable" : "it-glue-forbidden";
  throw new CommandRefused(code, retryAfterSeconds === null ? {} : { retryAfterSeconds }, fields);
}

type SettingsValues = Partial<typeof itGlueSettings.$inferInsert> &
  Pick<typeof itGlueSettings.$inferInsert, "subdomain" | "server">;

/** Writes on top of exactly the version the form was opened with; answers the new one. */
async function write(
  db: Db,
  ctx: CommandContext,
  onVersion: number,
  values: SettingsValues,
): Promise<number> {
  const version = onVersion + 1;
  const written =
    onVersion === 0
      ? await db
          .insert(itGlueSettings)
          .values({ ...values, tenantId: ctx.scope.tenantId, version })
          .onConflictDoNothing()
          .returning({ version: itGlueSettings.version })
      : await db
          .update(itGlueSettings)
          .set({ ...values, version })
          .where(and(eq(itGlueSettings.tenantId, ctx.scope.tenantId), eq(itGlueSettings.version, onVersion)))
          .returning({ version: itGlueSettings.version });
  if (written.length === 0) throw new CommandRefused("changed-meanwhile", { what: "page" });
  return version;
}
