import { connectParts } from "@/lib/actions/connect-parts";
import { reportFailure } from "@/lib/actions/report-failure";
import { commandContext, getSession } from "@/lib/auth/session";
import { finishConnect } from "@/lib/commands/connect/finish-connect";
import { CommandRefused } from "@/lib/commands/refusal";

/**
 * Where IT Glue sends the browser back to after Connect. Whatever the outcome, the person lands on My Settings >
 * Integrations, which finds words for the code in the address; nothing of the answer itself is passed on.
 */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const answer = {
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: searchParams.get("error"),
  };
  try {
    const session = await getSession();
    if (session === null) return landOn("signed-out");
    await finishConnect(commandContext(session), answer, connectParts());
    return landOn("connected");
  } catch (error) {
    if (error instanceof CommandRefused) return landOn(error.code);
    reportFailure(error, { route: "it-glue/callback" });
    return landOn("unexpected");
  }
}

/** A relative address: the browser stays on the origin it is on, whatever Host a request claims. */
function landOn(outcome: string): Response {
  return new Response(null, {
    status: 303,
    headers: {
      location: `/my-settings/integrations?connect=${outcome}`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}
