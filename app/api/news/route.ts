import { commandContext, getSession } from "@/lib/auth/session";
import { markNewsSeen } from "@/lib/commands/notifications/mark-news-seen";
import { markNewsSeenInput } from "@/lib/inputs/night-news";
import { nightNews } from "@/lib/queries/night-news";

const headers = { "cache-control": "private, no-store" };

/** What the nights brought since the signed-in user last looked. */
export async function GET(): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  return Response.json(await nightNews(session.scope, session.user.id), { headers });
}

/** Marks news as seen up to the positions it was read with: a route, because actions queue behind a running one. */
export async function POST(request: Request): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  const seen = markNewsSeenInput.safeParse(await request.json().catch(() => null));
  if (!seen.success) return Response.json({ error: "This is no place in the news." }, { status: 400 });
  await markNewsSeen(commandContext(session), seen.data);
  return new Response(null, { status: 204 });
}
