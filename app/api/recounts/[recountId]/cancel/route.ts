import { refusalInWords } from "@/lib/actions/refusal-words";
import { commandContext, getSession } from "@/lib/auth/session";
import { cancelRecount } from "@/lib/commands/readings/recount-cancellation";
import { CommandRefused } from "@/lib/commands/refusal";
import { recordId } from "@/lib/inputs/typed-fields";

type Context = { params: Promise<{ recountId: string }> };

/** Calls off an Update Units that is under way: a route, because the browser queues actions behind the running one. */
export async function POST(_request: Request, { params }: Context): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  const recountId = recordId.safeParse((await params).recountId);
  if (!recountId.success) return Response.json({ error: "There is no such recount." }, { status: 404 });
  try {
    await cancelRecount(commandContext(session), recountId.data);
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return Response.json({ error: refusalInWords(error).message }, { status: 403 });
  }
  return new Response(null, { status: 204 });
}
