import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { itGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import type { Bench } from "./connected-tenant";
import { contextFor, makeTenant, type TestTenant } from "./factories";

/** A tenant without settings, its Administrator and the way to the bench's emulator. */
export async function freshTenant(bench: Bench) {
  const tenant = await makeTenant();
  return { tenant, ctx: contextFor(tenant, { itGlue: bench.itGlue }) };
}

/** The stored row; undefined before the first save. */
export async function settingsOf(tenant: TestTenant) {
  const [row] = await withTenant(tenant.scope, (db) =>
    db.select().from(itGlueSettings).where(eq(itGlueSettings.tenantId, tenant.id)),
  );
  return row;
}

/** Audit events of saves, the oldest first. */
export const savesOf = (tenant: TestTenant) =>
  withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.tenantId, tenant.id), eq(auditEvent.action, "it-glue-settings.saved")))
      .orderBy(auditEvent.position),
  );

/** The screen at the tenant's clock. */
export const screenOf = (tenant: TestTenant, realNow?: Date) =>
  itGlueSettingsScreen(tenant.scope, { now: tenant.clock.now(), realNow });

/** Settings as rows alone, IT Glue never asked: enabled, a key set on 2026-03-01 and an account; answers its connection. */
export async function provedSettings(
  of: TestTenant,
  values: Partial<typeof itGlueSettings.$inferInsert> = {},
): Promise<string> {
  return withTenant(of.scope, async (db) => {
    const [row] = await db
      .insert(itGlueConnection)
      .values({
        tenantId: of.id,
        server: "us",
        accountId: "1",
        accountName: "Northwind MSP",
        firstProvedAt: "2026-03-01T00:00:00Z",
      })
      .returning();
    await db.insert(itGlueSettings).values({
      tenantId: of.id,
      isEnabled: true,
      subdomain: "northwind",
      server: "us",
      sealedApiKey: "sealed",
      apiKeyLastFour: "0001",
      apiKeySetAt: "2026-03-01T13:00:00Z",
      connectionId: row!.id,
      lastSuccessAt: "2026-06-01T12:00:00Z",
      ...values,
    });
    return row!.id;
  });
}

export const changeSettings = (of: TestTenant, values: Partial<typeof itGlueSettings.$inferInsert>) =>
  withTenant(of.scope, (db) => db.update(itGlueSettings).set(values));
