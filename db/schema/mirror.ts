import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, tenantId } from "./columns";
import { itGlueConnection } from "./it-glue";

/** IT Glue's organizations as last read. A vanished one is marked, never deleted: billing history hangs on it. */
export const organization = pgTable(
  "organization",
  {
    tenantId: tenantId(),
    connectionId: uuid("connection_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    shortName: text("short_name"),
    typeId: text("type_id"),
    typeName: text("type_name"),
    statusId: text("status_id"),
    statusName: text("status_name"),
    parentId: text("parent_id"),
    isPrimary: boolean("is_primary").notNull(),
    itGlueUpdatedAt: instant("it_glue_updated_at").notNull(),
    missingSince: instant("missing_since"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.id] }),
    foreignKey({
      name: "organization_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
  ],
);

/** IT Glue's organization types and statuses: which of them take part in the two-way sync is chosen in the settings. */
export const organizationKind = pgTable(
  "organization_kind",
  {
    tenantId: tenantId(),
    connectionId: uuid("connection_id").notNull(),
    kind: text("kind").$type<"type" | "status">().notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    missingSince: instant("missing_since"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.kind, table.id] }),
    foreignKey({
      name: "organization_kind_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
  ],
);

export type MirroredField = {
  id: string;
  name: string;
  nameKey: string;
  kind: string;
  decimals: number;
  order: number;
  options: string[];
  tagType: string | null;
};

export const assetType = pgTable(
  "asset_type",
  {
    tenantId: tenantId(),
    connectionId: uuid("connection_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    isEnabled: boolean("is_enabled").notNull(),
    fields: jsonb("fields").$type<MirroredField[]>().notNull(),
    readAt: instant("read_at").notNull(),
    missingSince: instant("missing_since"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.id] }),
    foreignKey({
      name: "asset_type_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
  ],
);

/**
 * Flexible assets of billed types as the last finished pass saw them. What a first pass fills in before it is closed is
 * hidden by the wall `first_fill`.
 */
export const asset = pgTable(
  "asset",
  {
    tenantId: tenantId(),
    /** One of the tenant's, by the policy `known_connection`: a foreign key would ask for each asset anew. */
    connectionId: uuid("connection_id").notNull(),
    id: text("id").notNull(),
    organizationId: text("organization_id").notNull(),
    assetTypeId: text("asset_type_id").notNull(),
    name: text("name").notNull(),
    traits: jsonb("traits").$type<Record<string, unknown>>().notNull(),
    isArchived: boolean("is_archived").notNull(),
    isRestricted: boolean("is_restricted").notNull(),
    resourceUrl: text("resource_url"),
    itGlueUpdatedAt: instant("it_glue_updated_at").notNull(),
    contentHash: text("content_hash").notNull(),
    /** When this content was first seen; what stood before is an `asset_version`. Null: before versions were kept. */
    seenSince: instant("seen_since"),
    missingSince: instant("missing_since"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.id] }),
    index("asset_of_organization").on(
      table.tenantId,
      table.connectionId,
      table.assetTypeId,
      table.organizationId,
    ),
  ],
);

/**
 * What an asset held before it changed, was archived or vanished, and from when to when it was seen so: the present is
 * the asset's own row. Explains a change of units later, and lets a backtest reach back.
 */
export const assetVersion = pgTable(
  "asset_version",
  {
    tenantId: tenantId(),
    connectionId: uuid("connection_id").notNull(),
    assetId: text("asset_id").notNull(),
    seenUntil: instant("seen_until").notNull(),
    seenSince: instant("seen_since"),
    organizationId: text("organization_id").notNull(),
    assetTypeId: text("asset_type_id").notNull(),
    name: text("name").notNull(),
    traits: jsonb("traits").$type<Record<string, unknown>>().notNull(),
    isArchived: boolean("is_archived").notNull(),
    isRestricted: boolean("is_restricted").notNull(),
    itGlueUpdatedAt: instant("it_glue_updated_at").notNull(),
    /** Whether the asset was gone from IT Glue in this time. */
    wasMissing: boolean("was_missing").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.assetId, table.seenUntil] }),
    index("asset_version_of_organization").on(
      table.tenantId,
      table.connectionId,
      table.assetTypeId,
      table.organizationId,
    ),
    foreignKey({
      name: "asset_version_asset",
      columns: [table.tenantId, table.connectionId, table.assetId],
      foreignColumns: [asset.tenantId, asset.connectionId, asset.id],
    }),
  ],
);

/** How the mirror of one asset type stands: what the next pass may build on. */
export const assetTypeMirror = pgTable(
  "asset_type_mirror",
  {
    tenantId: tenantId(),
    connectionId: uuid("connection_id").notNull(),
    assetTypeId: text("asset_type_id").notNull(),
    /** Assets IT Glue had at the last finished pass, archived ones among them. */
    assetCount: bigint("asset_count", { mode: "number" }).notNull(),
    /** The newest `updated-at` of any asset of the type: a quick pass reads back to it. */
    watermarkAt: instant("watermark_at"),
    lastPassId: uuid("last_pass_id").notNull(),
    /** When the last finished pass began: everything it did not change was last seen then. */
    lastPassAt: instant("last_pass_at").notNull(),
    lastFullPassAt: instant("last_full_pass_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.assetTypeId] }),
    foreignKey({
      name: "asset_type_mirror_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
  ],
);

/**
 * One read of all assets of a type, in resumable steps; its pages wait in staging, or hidden in the mirror, until the closing
 * transaction.
 */
export const assetPass = pgTable(
  "asset_pass",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull().defaultRandom(),
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    connectionId: uuid("connection_id").notNull(),
    assetTypeId: text("asset_type_id").notNull(),
    /** The sync run it belongs to; null when it was asked for otherwise. */
    runId: uuid("run_id"),
    kind: text("kind").$type<"full" | "quick">().notNull(),
    /** Why a full pass was made, or why a quick one did not stand (a code). */
    reason: text("reason").notNull(),
    status: text("status").$type<"running" | "finished" | "abandoned">().notNull(),
    /** Whether it writes straight into the mirror, which held nothing of the type: hidden until it is finished. */
    isFilling: boolean("is_filling").notNull().default(false),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    /** Where the reading goes on (an address within the API); null: at the first page, or no more. */
    nextPage: text("next_page"),
    /** What reading has seen so far: totals named by the pages, records received, page size. */
    progress: jsonb("progress").$type<Record<string, unknown>>().notNull(),
    pages: bigint("pages", { mode: "number" }).notNull().default(0),
    requests: bigint("requests", { mode: "number" }).notNull().default(0),
    milliseconds: bigint("milliseconds", { mode: "number" }).notNull().default(0),
    assets: bigint("assets", { mode: "number" }).notNull().default(0),
    changed: bigint("changed", { mode: "number" }).notNull().default(0),
    missing: bigint("missing", { mode: "number" }).notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("asset_pass_of_type").on(table.tenantId, table.connectionId, table.assetTypeId, table.position),
    index("asset_pass_of_run").on(table.tenantId, table.runId),
    index("asset_pass_filling")
      .on(table.tenantId, table.connectionId, table.assetTypeId)
      .where(sql`${table.isFilling} AND ${table.status} = 'running'`),
    foreignKey({
      name: "asset_pass_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
  ],
);

/**
 * Assets of a running pass that the mirror does not hold with the same content, each once: nothing counts from here.
 * Unlogged and without a foreign key, which together halve what a page costs; if the database crashes it is empty, and the
 * pass notices (it knows how much it has staged).
 */
export const assetStaging = pgTable(
  "asset_staging",
  {
    tenantId: tenantId(),
    passId: uuid("pass_id").notNull(),
    id: text("id").notNull(),
    organizationId: text("organization_id").notNull(),
    name: text("name").notNull(),
    traits: jsonb("traits").$type<Record<string, unknown>>().notNull(),
    isArchived: boolean("is_archived").notNull(),
    isRestricted: boolean("is_restricted").notNull(),
    resourceUrl: text("resource_url"),
    itGlueUpdatedAt: instant("it_glue_updated_at").notNull(),
    contentHash: text("content_hash").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.passId, table.id] })],
);

/** Assets of a running pass that the mirror holds with the very same content, a row for each page; unlogged as well. */
export const assetStagingUnchanged = pgTable(
  "asset_staging_unchanged",
  {
    tenantId: tenantId(),
    passId: uuid("pass_id").notNull(),
    /** The pass's revision when the page was staged. */
    revision: bigint("revision", { mode: "number" }).notNull(),
    ids: text("ids").array().notNull(),
    newestUpdatedAt: instant("newest_updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.passId, table.revision] })],
);
