import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { folderHolder } from "@/db/data-folder/hold";
import { dataFolder } from "@/db/data-folder/location";
import { refusalInWords } from "@/lib/actions/refusal-words";
import { reportFailure } from "@/lib/actions/report-failure";
import { CommandRefused } from "@/lib/commands/refusal";
import { RotationRefused, rotateTenants } from "./rotate-tenants";
import { SyncRefused, syncChoice, syncTenants } from "./sync-tenants";

/** A verb of the command line, as its process hands it to the one that holds the data folder. */
export const operatorCommand = z.discriminatedUnion("verb", [
  z.object({ verb: z.literal("sync"), choice: syncChoice }),
  z.object({ verb: z.literal("rotate-keys"), masterKeyId: z.string().optional() }),
]);
export type OperatorCommand = z.infer<typeof operatorCommand>;

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\]|::1|::ffff:127\.0\.0\.1)(:\d+)?$/;

/**
 * Carries out a command-line verb in the app that has the data folder open, which no second process may open. Whoever
 * asks proves with the secret of the hold that they may read the folder anyway. There is no such door to a database
 * server: verbs reach that themselves.
 * @returns 200 with `{ synced }` or `{ rotated }`, or an error with a `message` of one line.
 */
export async function answerOperator(request: Request): Promise<Response> {
  if (process.env.DATABASE_URL) return refused(404, "Commands are taken for an embedded database only.");
  if (!isFromThisMachine(request)) return refused(403, "Commands are taken from this machine only.");
  const holder = await folderHolder(dataFolder());
  if (holder?.pid !== process.pid || !isSecret(request, holder.secret))
    return refused(401, "This is not the secret of the data folder's holder.");
  const command = operatorCommand.safeParse(await request.json().catch(() => null));
  if (!command.success) return refused(400, "This is no command of the command line.");
  try {
    return Response.json(await answerTo(command.data));
  } catch (error) {
    if (error instanceof SyncRefused || error instanceof RotationRefused) return refused(422, error.message);
    if (error instanceof CommandRefused) {
      const { message, fix } = refusalInWords(error);
      return refused(422, [message, typeof fix === "object" ? fix.label : fix].filter(Boolean).join(" "));
    }
    return refused(500, `The command failed; the app's log has the reason under ${reportFailure(error)}.`);
  }
}

async function answerTo(command: OperatorCommand) {
  return command.verb === "sync"
    ? { synced: await syncTenants(command.choice) }
    : { rotated: await rotateTenants(command.masterKeyId) };
}

function refused(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { "cache-control": "no-store" } });
}

/** The server notes the sender's address in the header; a page of another site that resolves to us has another Host. */
function isFromThisMachine({ headers }: Request): boolean {
  const sender = headers.get("x-forwarded-for");
  return LOOPBACK.test(headers.get("host") ?? "") && (sender === null || LOOPBACK.test(sender));
}

function isSecret({ headers }: Request, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(headers.get("authorization") ?? ""), digest(`Bearer ${secret}`));
}
