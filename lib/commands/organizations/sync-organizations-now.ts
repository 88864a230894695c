import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { readAssetTypes } from "../mirror/read-asset-types";
import { CommandRefused } from "../refusal";
import { type OrganizationSync, syncOrganizations } from "./sync-organizations";

/**
 * "Sync organizations now": as `syncOrganizations`, with IT Glue's failures as refusals a person can read. Asset types come
 * over with the organizations, so that a first service line finds them.
 * @throws CommandRefused, "it-glue-forbidden" and "it-glue-unreachable" among its codes.
 */
export async function syncOrganizationsNow(ctx: CommandContext): Promise<OrganizationSync> {
  try {
    const synced = await syncOrganizations(ctx);
    await readTypesToo(ctx);
    return synced;
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
    const { code, retryAfterSeconds } = error;
    if (code === "forbidden" || code === "unauthorized") throw new CommandRefused("it-glue-forbidden");
    throw new CommandRefused("it-glue-unreachable", {
      reason: code,
      ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    });
  }
}

/** The organizations are over by now: where types cannot be read, the form of a service line reads them itself. */
async function readTypesToo(ctx: CommandContext): Promise<void> {
  try {
    await readAssetTypes(ctx);
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
  }
}
