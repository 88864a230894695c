import { authorize } from "@/lib/auth/policy";
import type { CommandContext } from "../context";
import { type EndedConnection, endConnection } from "./end-connection";
import { ownUserId } from "./user-secrets";

/** Ends a person's own Connect. @throws CommandRefused "not-connected". */
export async function disconnect(ctx: CommandContext): Promise<EndedConnection> {
  authorize(ctx, "connect.self");
  return endConnection(ctx, ownUserId(ctx));
}
