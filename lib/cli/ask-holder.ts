import { request } from "node:http";
import type { FolderHolder } from "@/db/data-folder/hold";
import type { OperatorCommand } from "./operator-door";
import type { RotatedTenant } from "./rotate-tenants";
import type { SyncedTenant } from "./sync-tenants";

/** Why the holder of the data folder did not carry a command out, in one line. */
export class HolderRefused extends Error {
  override readonly name = "HolderRefused";
}

type Answers = { sync: SyncedTenant[]; "rotate-keys": RotatedTenant[] };
const ANSWER_FIELDS = { sync: "synced", "rotate-keys": "rotated" } as const;

/**
 * Hands a command to the running app that holds the data folder, and waits as long as it takes.
 * @throws HolderRefused where nobody takes commands there, or the command was refused.
 */
export async function askHolder<Verb extends OperatorCommand["verb"]>(
  holder: FolderHolder,
  folder: string,
  command: Extract<OperatorCommand, { verb: Verb }>,
): Promise<Answers[Verb]> {
  if (holder.port === null) {
    throw new HolderRefused(
      `The data folder ${folder} is in use by process ${holder.pid}, which takes no commands. Wait until it has ended.`,
    );
  }
  const { status, body } = await post(holder, folder, JSON.stringify(command));
  const said = parsed(body);
  const answer = said[ANSWER_FIELDS[command.verb as Verb]];
  if (status === 200 && Array.isArray(answer)) return answer as Answers[Verb];
  if (typeof said.message === "string" && status !== 401) throw new HolderRefused(said.message);
  throw new HolderRefused(
    `What answers on port ${holder.port} (${status}) does not hold the data folder ${folder}. Stop process ${holder.pid}, then try again.`,
  );
}

type Said = { synced?: unknown; rotated?: unknown; message?: unknown };

function parsed(body: string): Said {
  try {
    return (JSON.parse(body) as Said | null) ?? {};
  } catch {
    return {};
  }
}

function post(
  { port, pid, secret }: FolderHolder,
  folder: string,
  text: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const unreachable = (error: Error) =>
      reject(
        new HolderRefused(
          `The data folder ${folder} is in use by process ${pid}, which does not answer on port ${port} (${error.message}). Wait until it is up, or stop it.`,
        ),
      );
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path: "/api/operator",
        method: "POST",
        headers: {
          authorization: `Bearer ${secret}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          connection: "close",
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", unreachable);
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
      },
    );
    outgoing.on("error", unreachable);
    outgoing.end(text);
  });
}
