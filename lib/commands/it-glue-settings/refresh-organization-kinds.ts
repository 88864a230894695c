import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import type { OrganizationsRead } from "../organizations/read-organizations";
import { writeKinds } from "../organizations/write-kinds";
import { CommandRefused } from "../refusal";
import {
  noteItGlueError,
  noteItGlueSuccess,
  openTenantGateway,
  proveTenantAccount,
  type TenantGateway,
} from "./tenant-gateway";

type Kinds = Pick<OrganizationsRead, "types" | "statuses">;

/** Longer than this nobody waits in front of a form. */
const LONGEST_READ_MS = 20_000;

/**
 * "Refresh types and statuses": reads IT Glue's organization types and statuses for the lists of the settings.
 * @returns how many of each IT Glue has.
 * @throws CommandRefused "it-glue-disabled", "it-glue-not-set-up", "it-glue-identity-reconnect",
 * "it-glue-other-account", "it-glue-forbidden", "it-glue-unreachable"; the lists are then as they were.
 */
export async function refreshOrganizationKinds(
  ctx: CommandContext,
): Promise<{ types: number; statuses: number }> {
  authorize(ctx, "settings.manage");
  const tenantGateway = await openTenantGateway(ctx);
  const kinds = await readKinds(ctx, tenantGateway);
  await withTenant(ctx.scope, (db) => writeKinds(db, ctx, tenantGateway.connectionId, kinds));
  await noteItGlueSuccess(ctx);
  return { types: kinds.types.length, statuses: kinds.statuses.length };
}

async function readKinds(ctx: CommandContext, tenantGateway: TenantGateway): Promise<Kinds> {
  const { gateway, accountName } = tenantGateway;
  const signal = AbortSignal.timeout(LONGEST_READ_MS);
  try {
    const proof = await proveTenantAccount(tenantGateway, { signal });
    if (proof.ok) return await gateway.organizationKinds({ signal });
    await noteItGlueError(ctx, "other-account");
    throw new CommandRefused("it-glue-other-account", {
      expected: accountName,
      found: proof.found.accountName,
    });
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
    await noteItGlueError(ctx, error.code);
    const { code, retryAfterSeconds } = error;
    if (code === "forbidden" || code === "unauthorized") throw new CommandRefused("it-glue-forbidden");
    throw new CommandRefused("it-glue-unreachable", retryAfterSeconds === null ? {} : { retryAfterSeconds });
  }
}
