import { authorize } from "@/lib/auth/policy";
import { type DisconnectUserInput, disconnectUserInput } from "@/lib/inputs/connections";
import type { CommandContext } from "../context";
import { type EndedConnection, endConnection } from "./end-connection";

/** An Administrator ends somebody's Connect, for instance of a person who left. @throws CommandRefused "not-connected". */
export async function disconnectUser(
  ctx: CommandContext,
  input: DisconnectUserInput,
): Promise<EndedConnection> {
  authorize(ctx, "users.manage");
  return endConnection(ctx, disconnectUserInput.parse(input).userId);
}
