/** One HTTP call with an end: a time limit, a cancel signal, a size limit, and no redirect ever followed. */

export type TransportFault = "timeout" | "network" | "cancelled" | "redirected" | "too-large";

export class TransportError extends Error {
  override readonly name = "TransportError";
  constructor(
    readonly fault: TransportFault,
    message: string,
    readonly status: number | null = null,
    /** False only where the request surely never left: what it asked for was not done. */
    readonly wasSent = true,
  ) {
    super(message);
  }
}

export type TimedCall = {
  fetch: typeof fetch;
  url: string;
  init: RequestInit;
  timeoutMs: number;
  signal?: AbortSignal;
};

export type TimedAnswer = { status: number; headers: Headers; text: string };

/** Three times what IT Glue's own gateway lets through (10 MB): beyond it something else is answering. */
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** Decoded at once: text put together of pieces is several times as slow to read, and as garbage weighs twice. */
async function readText(response: Response): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(joined(pieces, size));
    size += value.byteLength;
    if (size > LARGEST_ANSWER_BYTES) {
      await reader.cancel();
      throw new TransportError("too-large", `the answer is larger than ${LARGEST_ANSWER_BYTES} bytes`);
    }
    pieces.push(value);
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [first = new Uint8Array()] = pieces;
  if (pieces.length <= 1) return first;
  const bytes = new Uint8Array(size);
  let written = 0;
  for (const piece of pieces) {
    bytes.set(piece, written);
    written += piece.byteLength;
  }
  return bytes;
}

/** Failures to open a connection at all. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Fetch says TypeError for every failure of the network; the reason is a code deeper down. Its message may hold headers. */
function networkReason(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const ownCode = "code" in error && typeof error.code === "string" ? error.code : null;
  const { cause } = error;
  const causeCode = cause instanceof Error && "code" in cause ? String(cause.code) : null;
  if (error.name === "TypeError") return causeCode ?? "connection failed";
  return ownCode;
}

/**
 * Sends one request and reads the whole answer.
 * @throws TransportError; what is neither the network's fault nor the clock's (a fetch that refuses to work) passes through.
 */
export async function timedFetch(call: TimedCall): Promise<TimedAnswer> {
  const { signal, timeoutMs } = call;
  const ending = new AbortController();
  let isLate = false;
  const cancel = () => ending.abort();
  if (signal?.aborted) throw new TransportError("cancelled", "the call was cancelled", null, false);
  signal?.addEventListener("abort", cancel, { once: true });
  const timer = setTimeout(() => {
    isLate = true;
    ending.abort();
  }, timeoutMs);
  try {
    const response = await call.fetch(call.url, {
      ...call.init,
      redirect: "manual",
      cache: "no-store",
      signal: ending.signal,
    });
    const { status, headers } = response;
    if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
      ending.abort();
      throw new TransportError(
        "redirected",
        "a redirect was refused: credentials go to one host only",
        status,
      );
    }
    return { status, headers, text: await readText(response) };
  } catch (error) {
    if (error instanceof TransportError) throw error;
    if (signal?.aborted) throw new TransportError("cancelled", "the call was cancelled");
    if (isLate) throw new TransportError("timeout", `no whole answer within ${timeoutMs} ms`);
    const reason = networkReason(error);
    if (reason === null) throw error;
    throw new TransportError("network", reason, null, !NEVER_SENT.has(reason));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}
