import { getSession } from "@/lib/auth/session";
import { recordId } from "@/lib/inputs/typed-fields";
import { syncRunProgress } from "@/lib/queries/sync-run-progress";

type Context = { params: Promise<{ runId: string }> };

/** How far a run has come: a route, so that the page asks for this alone and not for itself with all its lines. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  const runId = recordId.safeParse((await params).runId);
  const progress = runId.success ? await syncRunProgress(session.scope, runId.data) : null;
  if (!progress) return Response.json({ error: "There is no such run." }, { status: 404 });
  return Response.json(progress, { headers: { "cache-control": "private, no-store" } });
}
