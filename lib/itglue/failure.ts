import { z } from "zod";
import { ItGlueError, type ItGlueErrorCode, type WriteRefusal } from "./port";
import { TransportError, type TransportFault } from "./timed-fetch";

const LONGEST_WORDS = 300;
const TOO_SLOW = /took too long|timed out/i;
const SYNCED = /\bsync(ed|hroni[sz]ed)\b|\bPSA\b|\bread[- ]?only\b/i;
const TAKEN = /already (been )?taken|already (exists|in use)/i;

/** The shapes of a refusal (itglue-api.md 8 and 9); status is a number or a Rails symbol and tells nothing more. */
const jsonApiErrors = z.object({
  errors: z
    .array(
      z.object({
        title: z.string().nullish(),
        detail: z.union([z.string(), z.array(z.string())]).nullish(),
        source: z.object({ pointer: z.string().nullish() }).nullish().catch(null),
      }),
    )
    .min(1),
});
const gatewayMessage = z.object({ message: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Fault = { title: string | null; details: string[]; pointer: string | null };

function faultsOf(body: unknown): Fault[] {
  const errors = jsonApiErrors.safeParse(body);
  if (!errors.success) return [];
  return errors.data.errors.map(({ title, detail, source }) => ({
    title: title ?? null,
    details: (Array.isArray(detail) ? detail : [detail]).filter(
      (words) => words != null && words !== "",
    ) as string[],
    pointer: source?.pointer ?? null,
  }));
}

function inWords({ title, details, pointer }: Fault): string {
  const words = [title, ...details].filter(Boolean).join(": ");
  return pointer ? `${words} (${pointer})` : words;
}

/** IT Glue's own words, out of an errors array, a gateway's message, an HTML page or plain text. */
export function wordsOf(text: string): string {
  const body = parsed(text);
  const faults = faultsOf(body);
  if (faults.length > 0) return faults.map(inWords).join("; ").slice(0, LONGEST_WORDS);
  const message = gatewayMessage.safeParse(body);
  if (message.success) return message.data.message.slice(0, LONGEST_WORDS);
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  const plain = (title ?? text.replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ").trim();
  return plain.slice(0, LONGEST_WORDS) || "no words given";
}

/** Which refusal a 422 is. IT Glue names none by a code: its words are all there is, and only here are they read. */
function refusalOf(faults: Fault[]): WriteRefusal {
  const says = (pattern: RegExp, { title, details }: Fault) =>
    [title, ...details].some((words) => words !== null && pattern.test(words));
  if (faults.some((fault) => says(SYNCED, fault))) return "psa-synced";
  const isTaken = faults.some((fault) => /(^|[/.])name$/.test(fault.pointer ?? "name") && says(TAKEN, fault));
  return isTaken ? "name-taken" : "other";
}

/** `Retry-After` in seconds from now, given as seconds or as an HTTP date; `null` where it is neither. */
export function retryAfterSeconds(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1000));
}

function codeOf(status: number, words: string): ItGlueErrorCode {
  if (status < 400) return "malformed";
  if (status === 504 || TOO_SLOW.test(words)) return "timeout";
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limited";
  return status >= 500 ? "unavailable" : "unprocessable";
}

/**
 * The error for an answer that is not a success. `secret`, the credential of the call, is struck out wherever the
 * answer repeats it: the words go to the log.
 */
export function failureOf(
  answer: { status: number; headers: Headers; text: string },
  nowMs: number,
  { isWrite = false, secret }: { isWrite?: boolean; secret?: string } = {},
): ItGlueError {
  const text = secret ? answer.text.replaceAll(secret, "[credential]") : answer.text;
  const words = wordsOf(text);
  const faults = faultsOf(parsed(text));
  const [first] = faults;
  return new ItGlueError(
    codeOf(answer.status, words),
    `IT Glue answered ${answer.status}: ${words}`,
    answer.status,
    retryAfterSeconds(answer.headers.get("retry-after"), nowMs),
    {
      refusal: isWrite && answer.status === 422 ? refusalOf(faults) : null,
      detail: first?.details.join("; ").slice(0, LONGEST_WORDS) || null,
      pointer: first?.pointer ?? null,
    },
  );
}

const TRANSPORT_CODES: Record<TransportFault, ItGlueErrorCode> = {
  timeout: "timeout",
  network: "network",
  cancelled: "cancelled",
  redirected: "malformed",
  "too-large": "malformed",
};

/** The same error, of a write that may have been carried out all the same. */
export function withUnknownOutcome(error: ItGlueError): ItGlueError {
  if (error.isOutcomeUnknown) return error;
  const { code, message, status, retryAfterSeconds: seconds } = error;
  const words = `${message}; the write was sent, whether it was carried out is not known`;
  return new ItGlueError(code, words, status, seconds, { ...error, isOutcomeUnknown: true });
}

/** The error for a call that got no answer; anything but a `TransportError` is returned as it came. */
export function transportFailure(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  return new ItGlueError(TRANSPORT_CODES[error.fault], `IT Glue: ${error.message}`, error.status);
}

/** Worth another try: busy, down, slow or out of reach. A plain 500 is a fault of its own and would only repeat. */
export function isTransient(error: ItGlueError): boolean {
  if (error.code === "rate-limited" || error.code === "timeout" || error.code === "network") return true;
  return error.status === 502 || error.status === 503;
}
