import { bigint, boolean, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { TenantServer } from "@/lib/domain/regions";
import { instant, tenantId } from "./columns";

/** A managed service provider. `id` plays the part of `tenant_id` in this one table. */
export const tenant = pgTable(
  "tenant",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    /** What users type as "Company" at sign-in. */
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    server: text("server").$type<TenantServer>().notNull(),
    currency: text("currency").notNull().default("USD"),
    /** Simulation tenants have a movable clock; nobody else chooses the date of a count (design.md 5). */
    isSimulation: boolean("is_simulation").notNull().default(false),
    simulatedAt: instant("simulated_at"),
    /** The date up to which the clock is being moved, night by night; null when it rests. */
    simulationMovingToOn: text("simulation_moving_to_on"),
    nextContractNumber: bigint("next_contract_number", { mode: "number" }).notNull().default(1),
    nextInvoiceNumber: bigint("next_invoice_number", { mode: "number" }).notNull().default(1),
    nextCreditNoteNumber: bigint("next_credit_note_number", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [unique("tenant_slug").on(table.slug)],
);

/** A tenant's data key, sealed under the master key (design.md 10). */
export const tenantDataKey = pgTable(
  "tenant_data_key",
  {
    tenantId: tenantId().references(() => tenant.id),
    keyId: text("key_id").notNull(),
    sealedKey: text("sealed_key").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.keyId] })],
);

export type Role = "Administrator" | "Finance Manager" | "Technician" | "Auditor";

export const appUser = pgTable(
  "app_user",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: uuid("id").notNull().defaultRandom(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** PBKDF2 text form with its own parameters; null for people who only come through OIDC. */
    passwordHash: text("password_hash"),
    role: text("role").$type<Role>().notNull(),
    isActive: boolean("is_active").notNull().default(true),
    /** Raised on every change of role, status or password: older sessions end with their next call. */
    sessionVersion: bigint("session_version", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("app_user_email").on(table.tenantId, table.email),
    index("app_user_by_id").on(table.id),
  ],
);
