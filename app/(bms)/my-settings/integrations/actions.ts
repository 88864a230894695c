"use server";

import { refresh } from "next/cache";
import { connectParts } from "@/lib/actions/connect-parts";
import { authorizedAction } from "@/lib/actions/safe-action";
import { checkConnect } from "@/lib/commands/connect/check-connect";
import { connectWithKey } from "@/lib/commands/connect/connect-with-key";
import { disconnect } from "@/lib/commands/connect/disconnect";
import { startConnect } from "@/lib/commands/connect/start-connect";
import { personalKeyInput } from "@/lib/inputs/it-glue-settings";

/** Begins a Connect; answers `{ authorizeUrl }`, where the browser goes to ask IT Glue. */
export const startConnectAction = authorizedAction("connect.self").action(async ({ ctx }) =>
  startConnect(ctx.command, connectParts()),
);

/** Connects by a personal API key; answers `{ accountName }`. */
export const connectWithKeyAction = authorizedAction("connect.self")
  .inputSchema(personalKeyInput)
  .action(async ({ parsedInput, ctx }) => {
    const connected = await connectWithKey(ctx.command, parsedInput);
    refresh();
    return connected;
  });

/** Asks IT Glue whether the Connect still holds; answers `{ status }`. */
export const checkConnectAction = authorizedAction("connect.self").action(async ({ ctx }) => {
  const checked = await checkConnect(ctx.command);
  refresh();
  return checked;
});

/** Ends the own Connect; answers `{ kind, isRevoked }`. */
export const disconnectAction = authorizedAction("connect.self").action(async ({ ctx }) => {
  const ended = await disconnect(ctx.command);
  refresh();
  return ended;
});
