import { IT_GLUE_SERVER_IDS, IT_GLUE_SERVERS, type ItGlueServer } from "@/lib/domain/regions";
import { type ItGlueAccount, ItGlueError, type ItGlueErrorCode, type ItGlueGateway } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import type { RefusedField } from "../refusal";
import { whyUnreachable } from "./prove-key-words";
import { tenantRequestBudget } from "./request-budget";

/** Longer than this nobody waits in front of a form; the gateway's own retries end with it. */
const LONGEST_PROOF_MS = 20_000;

export type KeyProof =
  | { ok: true; account: ItGlueAccount; gateway: ItGlueGateway }
  | {
      ok: false;
      /** "refused": wrong key or wrong server, which IT Glue answers alike; "no-plan": its plan has no API. */
      reason: "refused" | "no-plan" | "unreachable";
      /** What happened, one sentence. */
      message: string;
      /** For the person at the form: what to look at, by the field it is typed in; never empty. */
      fields: RefusedField[];
      /** IT Glue's side of it, for the log and the health panel. */
      failure: ItGlueErrorCode;
      retryAfterSeconds: number | null;
    };

/**
 * Proves a key on a server by calling IT Glue, and that server alone: a key is a secret, and goes nowhere its owner did
 * not choose. IT Glue answers a wrong key and a right key on the wrong server alike (itglue-api.md 8), so a refusal names
 * both.
 */
export async function proveKey(ctx: CommandContext, server: ItGlueServer, key: string): Promise<KeyProof> {
  try {
    const credential = { kind: "api-key" as const, key };
    const gateway = ctx.itGlue({ server, credential, budget: tenantRequestBudget(ctx.scope) });
    const account = await gateway.proveAccount({ signal: AbortSignal.timeout(LONGEST_PROOF_MS) });
    return { ok: true, account, gateway };
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
    return { ...faultOf(server, error), ok: false, failure: error.code };
  }
}

function faultOf(
  server: ItGlueServer,
  error: ItGlueError,
): Pick<KeyProof & { ok: false }, "reason" | "message" | "fields" | "retryAfterSeconds"> {
  const label = IT_GLUE_SERVERS[server].label;
  if (saysPlan(error)) {
    const message = "IT Glue took the key, but says that its account's plan has no API.";
    return {
      reason: "no-plan",
      message,
      fields: [
        { path: "apiKey", message: `${message} The API is part of IT Glue's Enterprise plan: ask IT Glue.` },
      ],
      retryAfterSeconds: null,
    };
  }
  if (error.code === "forbidden" || error.code === "unauthorized")
    return {
      reason: "refused",
      message: `IT Glue's ${label} server refused this API key (${error.status ?? 403}).`,
      fields: [
        { path: "apiKey", message: KEY_TO_CHECK },
        { path: "server", message: serverToCheck(server) },
      ],
      retryAfterSeconds: null,
    };
  const message = whyUnreachable(server, error);
  return {
    reason: "unreachable",
    message,
    fields: [{ path: "server", message: `${message} The API key could not be proved.` }],
    retryAfterSeconds: error.retryAfterSeconds,
  };
}

/**
 * Whether the refusal is about what the customer pays IT Glue for. No answer of that kind is documented: it is told by
 * its status or its own words.
 */
function saysPlan({ status, message }: ItGlueError): boolean {
  if (status === 402) return true;
  return (status === 401 || status === 403) && /\b(plan|subscription|enterprise|upgrade)\b/i.test(message);
}

const KEY_TO_CHECK =
  "Refused: wrong, revoked (IT Glue revokes a key after 90 days unused), or of an account whose plan has no API, which is part of Enterprise. Copy it again, or make a new one in IT Glue under Account > Settings > API keys.";

function serverToCheck(server: ItGlueServer): string {
  const others = IT_GLUE_SERVER_IDS.filter((other) => other !== server).map((other) => {
    const { label, webHost } = IT_GLUE_SERVERS[other];
    return `${label} where your IT Glue address ends in ${other === "us" ? `.${webHost} alone` : `.${webHost}`}`;
  });
  return `Or the key is right and the server is not: choose ${others.join(", ")}. Flexbill sends a key only to the server you chose.`;
}

export const KEY_NEEDED =
  "Enter an API key. You make one in IT Glue under Account > Settings > API keys; it needs no password access.";

/** Why a good key of another IT Glue account is refused: links, and so bills, hang on the pinned one. */
export function otherAccount(pinnedName: string, foundName: string, linkCount: number): string {
  const links = linkCount === 1 ? "1 organization is" : `${linkCount} organizations are`;
  return `This API key opens the IT Glue account “${foundName}”, but ${links} linked from “${pinnedName}”. Use a key of “${pinnedName}”.`;
}
