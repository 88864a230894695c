import type { Role } from "@/db/schema/tenant";
import type { CommandContext } from "@/lib/commands/context";
import { CommandRefused } from "@/lib/commands/refusal";

/**
 * Who may do what. An Administrator may do everything. A Finance Manager runs the money, but neither the connection to
 * IT Glue, nor people's access, nor the run that recounts every line at once. A Technician sees everything, connects
 * their own IT Glue account and syncs organizations, and changes nothing that bills: Update Units moves money, so it is
 * not theirs. An Auditor sees everything, the audit log included, and changes nothing.
 *
 * `view` covers every screen without a permission of its own, units, prices and invoices among them. `clock.move` works
 * in simulation tenants only, whoever holds it.
 */
const HOLDERS = {
  view: ["Administrator", "Finance Manager", "Technician", "Auditor"],
  "settings.manage": ["Administrator"],
  "connect.self": ["Administrator", "Finance Manager", "Technician"],
  "organizations.sync": ["Administrator", "Finance Manager", "Technician"],
  "accounts.manage": ["Administrator", "Finance Manager"],
  "services.manage": ["Administrator", "Finance Manager"],
  "contracts.manage": ["Administrator", "Finance Manager"],
  "units.update": ["Administrator", "Finance Manager"],
  "sync.run": ["Administrator"],
  "held.decide": ["Administrator", "Finance Manager"],
  "billing.post": ["Administrator", "Finance Manager"],
  "billing.invoice": ["Administrator", "Finance Manager"],
  "billing-settings.manage": ["Administrator", "Finance Manager"],
  "billing-jobs.manage": ["Administrator", "Finance Manager"],
  "users.manage": ["Administrator"],
  "audit.view": ["Administrator", "Finance Manager", "Auditor"],
  "clock.move": ["Administrator", "Finance Manager"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof HOLDERS;

export const PERMISSIONS = Object.keys(HOLDERS) as [Permission, ...Permission[]];

/** Whether a role holds a permission. Screens hide with it; only `authorize` protects. */
export function can(role: Role, permission: Permission): boolean {
  const holders: readonly Role[] = HOLDERS[permission];
  return holders.includes(role);
}

/**
 * First beat of every command. Jobs and command-line verbs act for the tenant itself and pass; a person needs the
 * permission.
 * @throws CommandRefused "not-allowed", with the permission and the role.
 */
export function authorize(ctx: Pick<CommandContext, "actor">, permission: Permission): void {
  const { actor } = ctx;
  if (actor.kind !== "user") return;
  if (!can(actor.role, permission)) throw new CommandRefused("not-allowed", { permission, role: actor.role });
}
