import { authorize } from "@/lib/auth/policy";
import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { openTenantGateway, proveTenantAccount } from "../it-glue-settings/tenant-gateway";
import { readAssetTypes } from "../mirror/read-asset-types";
import { CommandRefused } from "../refusal";

/**
 * Reads asset types and fields from IT Glue for the form of a service line. Where IT Glue cannot be read the mirror stays
 * as it was. Refuses the codes `it-glue-…`.
 */
export async function refreshAssetTypes(ctx: CommandContext): Promise<{ types: number }> {
  authorize(ctx, "units.update");
  const opened = await openTenantGateway(ctx);
  try {
    const proof = await proveTenantAccount(opened);
    if (!proof.ok)
      throw new CommandRefused("it-glue-other-account", {
        expected: opened.accountName,
        found: proof.found.accountName,
      });
    return { types: (await readAssetTypes(ctx, opened)).length };
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
    if (error.code === "forbidden" || error.code === "unauthorized")
      throw new CommandRefused("it-glue-forbidden");
    throw new CommandRefused("it-glue-unreachable", {
      reason: error.code,
      ...(error.retryAfterSeconds !== null && { retryAfterSeconds: error.retryAfterSeconds }),
    });
  }
}
