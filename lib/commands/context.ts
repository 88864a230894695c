import type { Temporal } from "temporal-polyfill";
import type { Role } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { TenantServer } from "@/lib/domain/regions";
import type { ItGlueGatewayFactory } from "@/lib/itglue/port";
import type { AuthorizationFactory } from "./connect/authorization-port";

/** Who acts: what the audit names. */
export type Actor =
  | { kind: "user"; userId: string; name: string; role: Role; sessionId: string }
  | { kind: "job"; name: string }
  | { kind: "command-line"; name: string };

/** What of its tenant a command may need without asking the database. */
export type TenantFacts = {
  id: string;
  server: TenantServer;
  /** IANA zone of the tenant's server; business dates come from it. */
  timeZone: string;
  currency: string;
  isSimulation: boolean;
};

/** What every command is handed: whose records, who acts, when, and how to reach IT Glue (design.md 9). */
export type CommandContext = {
  scope: TenantScope;
  tenant: TenantFacts;
  actor: Actor;
  /** The clock port: the tenant's simulated clock, or the real one. */
  now: () => Temporal.Instant;
  itGlue: ItGlueGatewayFactory;
  /** The way to the tokens of people who connected their own IT Glue. */
  authorizationFor: AuthorizationFactory;
};
