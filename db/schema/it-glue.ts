import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { ItGlueServer } from "@/lib/domain/regions";
import { id, instant, tenantId } from "./columns";
import { appUser, tenant } from "./tenant";

/** An IT Glue account, pinned at the first proof of it: mirrors and links hang on this, not on a key (design.md 4). */
export const itGlueConnection = pgTable(
  "it_glue_connection",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    server: text("server").$type<ItGlueServer>().notNull(),
    /** Id of the `primary` organization. */
    accountId: text("account_id").notNull(),
    accountName: text("account_name").notNull(),
    firstProvedAt: instant("first_proved_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("it_glue_connection_account").on(table.tenantId, table.server, table.accountId),
  ],
);

export const itGlueSettings = pgTable(
  "it_glue_settings",
  {
    tenantId: tenantId()
      .primaryKey()
      .references(() => tenant.id),
    isEnabled: boolean("is_enabled").notNull().default(false),
    subdomain: text("subdomain").notNull(),
    server: text("server").$type<ItGlueServer>().notNull(),
    isTwoWaySyncEnabled: boolean("is_two_way_sync_enabled").notNull().default(false),
    sealedApiKey: text("sealed_api_key"),
    apiKeyLastFour: text("api_key_last_four"),
    apiKeySetAt: instant("api_key_set_at"),
    connectionId: uuid("connection_id"),
    /** Last success of the key itself: IT Glue revokes keys that were not used for 90 days. */
    apiKeyUsedAt: instant("api_key_used_at"),
    /** Which identity counts: the API key, or the connected user named beside it (design.md 3). */
    countingIdentity: text("counting_identity").$type<"api-key" | "user">().notNull().default("api-key"),
    countingUserId: uuid("counting_user_id"),
    /** Organization types and statuses (ids) that take part in the sync; null: all of them. */
    syncedTypeIds: jsonb("synced_type_ids").$type<string[]>(),
    syncedStatusIds: jsonb("synced_status_ids").$type<string[]>(),
    /** What an account made by the sync starts with. */
    accountDefaults: jsonb("account_defaults").$type<AccountDefaults>().notNull().default({}),
    organizationsSyncedAt: instant("organizations_synced_at"),
    /** Raised by whatever a sync writes: a read of IT Glue that began at a lower one is too old to be taken over. */
    organizationsRevision: bigint("organizations_revision", { mode: "number" }).notNull().default(0),
    /** Whoever holds the lease writes to IT Glue's organizations: two would make one of them twice. */
    organizationPushLeaseId: uuid("organization_push_lease_id"),
    organizationPushLeaseUntil: instant("organization_push_lease_until"),
    /** Last change of key, server or account: until a later reading is approved, decreases are held. */
    identityChangedAt: instant("identity_changed_at"),
    lastSuccessAt: instant("last_success_at"),
    lastErrorAt: instant("last_error_at"),
    lastErrorCode: text("last_error_code"),
    version: bigint("version", { mode: "number" }).notNull().default(1),
  },
  (table) => [
    foreignKey({
      name: "it_glue_settings_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
    foreignKey({
      name: "it_glue_settings_counting_user",
      columns: [table.tenantId, table.countingUserId],
      foreignColumns: [appUser.tenantId, appUser.id],
    }),
  ],
);

export type AccountDefaults = { currency?: string; paymentTermDays?: number; taxRatePercent?: string };

/** The token bucket of one credential, shared by all workers of the tenant (itglue-api.md 1, rate limit). */
export const itGlueRequestBudget = pgTable(
  "it_glue_request_budget",
  {
    tenantId: tenantId().references(() => tenant.id),
    /** SHA-256 of the credential: names it without telling it. */
    credentialDigest: text("credential_digest").notNull(),
    tokens: doublePrecision("tokens").notNull(),
    refilledAt: instant("refilled_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.credentialDigest] })],
);

/** Requests made, by quarter of a minute: for the health panel. Rows older than an hour are removed. */
export const itGlueRequestTally = pgTable(
  "it_glue_request_tally",
  {
    tenantId: tenantId().references(() => tenant.id),
    startedAt: instant("started_at").notNull(),
    requests: bigint("requests", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.startedAt] })],
);

/** A Connect under way: consumed once by DELETE … RETURNING, dead after ten minutes (design.md 10). */
export const connectAttempt = pgTable(
  "connect_attempt",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    sessionId: text("session_id").notNull(),
    server: text("server").$type<ItGlueServer>().notNull(),
    stateHash: text("state_hash").notNull(),
    sealedVerifier: text("sealed_verifier").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("connect_attempt_state").on(table.tenantId, table.stateHash),
    foreignKey({
      name: "connect_attempt_user",
      columns: [table.tenantId, table.userId],
      foreignColumns: [appUser.tenantId, appUser.id],
    }),
  ],
);

/** A user's own Connect: proves the permission to press Update Units; it never counts (design.md 3). */
export const userConnection = pgTable(
  "user_connection",
  {
    tenantId: tenantId(),
    userId: uuid("user_id").notNull(),
    connectionId: uuid("connection_id").notNull(),
    kind: text("kind").$type<"oauth" | "api-key">().notNull(),
    sealedAccess: text("sealed_access").notNull(),
    sealedRefresh: text("sealed_refresh"),
    accessExpiresAt: instant("access_expires_at"),
    status: text("status").$type<"connected" | "reconnect">().notNull(),
    connectedAt: instant("connected_at").notNull(),
    details: jsonb("details").$type<{ lastFour?: string }>().notNull(),
    lastUsedAt: instant("last_used_at"),
    /** Raised with each new pair of tokens: a refresh stores its answer only over the pair it began with. */
    tokenVersion: bigint("token_version", { mode: "number" }).notNull().default(1),
    /** Whoever holds the lease is refreshing the tokens; no lock is held over HTTP (design.md 10). */
    refreshLeaseId: uuid("refresh_lease_id"),
    refreshLeaseUntil: instant("refresh_lease_until"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId] }),
    foreignKey({
      name: "user_connection_user",
      columns: [table.tenantId, table.userId],
      foreignColumns: [appUser.tenantId, appUser.id],
    }),
    foreignKey({
      name: "user_connection_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
  ],
);
