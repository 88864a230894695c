import { eq, sql } from "drizzle-orm";
import { fetchOutsideTransactions, withGate, withTenant } from "@/db/client";
import { tenant } from "@/db/schema/tenant";
import { deploymentAuthorization } from "@/lib/auth/authorization";
import { clockOf } from "@/lib/auth/clock";
import { mintTenantScope, type TenantScope } from "@/lib/auth/tenant-scope";
import type { CommandContext } from "@/lib/commands/context";
import { timeZoneOf } from "@/lib/domain/regions";
import { createItGlueGateway } from "@/lib/itglue/http";
import type { ItGlueGatewayFactory } from "@/lib/itglue/port";

/** A job names its tenant by id; a command-line verb by its company name, as typed at sign-in. */
export type TenantChoice = { tenantId: string } | { slug: string };

export type JobOptions = {
  /** Who the audit names: "job" (default) or "command-line". */
  kind?: "job" | "command-line";
  /** Replaces the way to IT Glue: tests. */
  itGlue?: ItGlueGatewayFactory;
};

/**
 * The context of a command that no person runs: the nightly sync, billing jobs, command-line verbs. Loads the tenant's
 * facts, and for a simulation its clock, at each call: ask anew in every step.
 * @param actorName what the audit shows, for instance "Nightly sync".
 * @throws when there is no such tenant.
 */
export async function jobContext(
  choice: TenantChoice,
  actorName: string,
  { kind = "job", itGlue }: JobOptions = {},
): Promise<CommandContext> {
  const scope = "slug" in choice ? await scopeOfSlug(choice.slug) : mintTenantScope(choice.tenantId);
  const [facts] = await withTenant(scope, (db) =>
    db
      .select({
        id: tenant.id,
        server: tenant.server,
        currency: tenant.currency,
        isSimulation: tenant.isSimulation,
        simulatedAt: tenant.simulatedAt,
      })
      .from(tenant)
      .where(eq(tenant.id, scope.tenantId)),
  );
  if (!facts) throw new Error(`There is no tenant with the id ${scope.tenantId}.`);
  const { simulatedAt, ...lasting } = facts;
  return {
    scope,
    tenant: { ...lasting, timeZone: timeZoneOf(facts.server) },
    actor: { kind, name: actorName },
    now: clockOf({ isSimulation: facts.isSimulation, simulatedAt }),
    itGlue: itGlue ?? createItGlueGateway({ fetch: fetchOutsideTransactions }),
    authorizationFor: deploymentAuthorization(),
  };
}

async function scopeOfSlug(slug: string): Promise<TenantScope> {
  const [found] = await withGate((db) =>
    db.select({ id: sql<string>`tenant_id`.as("tenant_id") }).from(sql`tenant_by_slug(${slug})`),
  );
  if (!found) throw new Error(`There is no company "${slug}".`);
  return mintTenantScope(found.id);
}
