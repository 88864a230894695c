import type { Inngest, InngestFunction } from "inngest";
import { serve } from "inngest/next";

/**
 * The handlers of the serve route. Every call must bear the engine's signature: PUT too, which Inngest would take
 * unsigned by default and answer by posting the app's functions, with its key, to the engine's address.
 */
export function serveRoute(client: Inngest.Any, functions: readonly InngestFunction.Any[]) {
  return serve({ client, functions, enableUnauthedSync: false, streaming: false });
}
