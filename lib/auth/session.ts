import { sql } from "drizzle-orm";
import { redirect } from "next/navigation";
import { cache } from "react";
import { fetchOutsideTransactions, withGate } from "@/db/client";
import { appUser, type Role, tenant } from "@/db/schema/tenant";
import { deploymentAuthorization } from "@/lib/auth/authorization";
import { clockOf } from "@/lib/auth/clock";
import { readSessionToken, type SessionToken } from "@/lib/auth/session-token";
import { mintTenantScope, type TenantScope } from "@/lib/auth/tenant-scope";
import type { CommandContext } from "@/lib/commands/context";
import { type TenantServer, timeZoneOf } from "@/lib/domain/regions";
import { createItGlueGateway } from "@/lib/itglue/http";

/** Who is signed in, for which tenant, as of this request. */
export type Session = {
  user: { id: string; name: string; email: string; role: Role };
  tenant: {
    id: string;
    name: string;
    /** The company name typed at sign-in. */
    slug: string;
    server: TenantServer;
    /** IANA zone of the tenant's server. */
    timeZone: string;
    currency: string;
    isSimulation: boolean;
    /** ISO instant of the simulated clock; null unless `isSimulation`. */
    simulatedAt: string | null;
    /** The date ("YYYY-MM-DD") up to which the simulated clock is being moved; null when it rests. */
    movingToOn: string | null;
  };
  scope: TenantScope;
  sessionId: string;
};

/**
 * The session of this request, or null. The cookie proves only who signed in and when; tenant, role and status are read
 * from the database once per request, so demoting or disabling a user takes effect on their next call (design.md 10).
 */
export const getSession = cache(async (): Promise<Session | null> => {
  const token = await readSessionToken();
  return token && sessionOf(token);
});

/** The session of this request; a visitor without one is sent to sign in. For pages and layouts. */
export async function requireSession(): Promise<Session> {
  return (await getSession()) ?? redirect("/sign-in");
}

/** What a command run by this session is handed: its scope, the person as actor, the tenant's clock, the way to IT Glue. */
export function commandContext(session: Session): CommandContext {
  const { user, tenant: facts, scope, sessionId } = session;
  return {
    scope,
    tenant: {
      id: facts.id,
      server: facts.server,
      timeZone: facts.timeZone,
      currency: facts.currency,
      isSimulation: facts.isSimulation,
    },
    actor: { kind: "user", userId: user.id, name: user.name, role: user.role, sessionId },
    now: clockOf(facts),
    itGlue: createItGlueGateway({ fetch: fetchOutsideTransactions }),
    authorizationFor: deploymentAuthorization(),
  };
}

/** The session a token stands for; null when its user is gone or disabled, or their session version was raised since. */
export async function sessionOf(token: SessionToken): Promise<Session | null> {
  const [holder] = await withGate((db) =>
    db
      .select({
        tenantId: sql<string>`tenant_id`.as("tenant_id"),
        userId: sql<string>`user_id`.as("user_id"),
        email: sql<string>`email`.as("email"),
        name: sql<string>`name`.as("name"),
        role: sql<Role>`role`.as("role"),
        isActive: sql<boolean>`is_active`.as("is_active"),
        sessionVersion: sql`session_version`.mapWith(appUser.sessionVersion).as("session_version"),
        tenantName: sql<string>`tenant_name`.as("tenant_name"),
        tenantSlug: sql<string>`tenant_slug`.as("tenant_slug"),
        server: sql<TenantServer>`server`.as("server"),
        currency: sql<string>`currency`.as("currency"),
        isSimulation: sql<boolean>`is_simulation`.as("is_simulation"),
        simulatedAt: sql<string | null>`simulated_at`.mapWith(tenant.simulatedAt).as("simulated_at"),
        movingToOn: sql<string | null>`simulation_moving_to_on`.as("simulation_moving_to_on"),
      })
      .from(sql`session_holder(${token.userId})`),
  );
  if (!holder?.isActive || holder.sessionVersion !== token.sessionVersion) return null;
  return {
    user: { id: holder.userId, name: holder.name, email: holder.email, role: holder.role },
    tenant: {
      id: holder.tenantId,
      name: holder.tenantName,
      slug: holder.tenantSlug,
      server: holder.server,
      timeZone: timeZoneOf(holder.server),
      currency: holder.currency,
      isSimulation: holder.isSimulation,
      simulatedAt: holder.simulatedAt,
      movingToOn: holder.movingToOn,
    },
    scope: mintTenantScope(holder.tenantId),
    sessionId: token.sessionId,
  };
}
