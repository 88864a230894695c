import { failureOf, isTransient, transportFailure, withUnknownOutcome } from "./failure";
import { parseLosslessJson } from "./lossless-json";
import { digestOfCredential, type ItGlueCredential, ItGlueError, type RequestBudget } from "./port";
import { type TimedAnswer, TransportError, timedFetch } from "./timed-fetch";

export type Timeouts = {
  /** One request with its body (20 s). */
  requestMs: number;
  /** One whole read, all pages, waits and repetitions (2 min). */
  readMs: number;
  /** All waiting between attempts of one read (60 s); a longer Retry-After is not waited for. */
  waitMs: number;
};

export type CallerParts = {
  credential: ItGlueCredential;
  budget: RequestBudget;
  fetch: typeof fetch;
  /** Waits; may reject when `signal` aborts. */
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  now: () => number;
  random: () => number;
  attempts: number;
  timeouts: Timeouts;
};

/** One read: everything it does shares a deadline, a sum of waiting and a cancel signal. */
export type Read = { deadlineMs: number; waitedMs: number; signal?: AbortSignal };

/** A change asked for. POST makes something new each time it arrives; PATCH says how a record is to be, however often. */
export type Write = { method: "POST" | "PATCH"; url: string; body: string };

const LONGEST_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const JSON_API = "application/vnd.api+json";

/** A key of printable ASCII without blanks: any other cannot be a header, and fetch would quote it in its error. */
const SENDABLE = /^[\x21-\x7e]+$/;

export class Caller {
  /** Requests sent so far. */
  requests = 0;
  private credentialDigest: Promise<string> | null = null;

  constructor(private readonly parts: CallerParts) {}

  startRead(signal?: AbortSignal): Read {
    return { deadlineMs: this.parts.now() + this.parts.timeouts.readMs, waitedMs: 0, signal };
  }

  /**
   * GETs JSON, again where that may help, within the read's deadline and waiting. `smaller` is asked after a time-out
   * for a URL of less work; a change to it costs no attempt. Answers the JSON and the URL it came from.
   */
  async getJson(
    read: Read,
    url: string,
    smaller: (url: string) => string | null = () => null,
  ): Promise<{ json: unknown; url: string }> {
    let target = url;
    for (let attempt = 1; ; ) {
      try {
        const answer = await this.attempt(read, target);
        return { json: this.parsed(answer), url: target };
      } catch (error) {
        if (!(error instanceof ItGlueError) || !isTransient(error)) throw error;
        const lighter = error.code === "timeout" ? smaller(target) : null;
        if (lighter === null && attempt >= this.parts.attempts) throw error;
        await this.pause(read, this.pauseAfter(error, attempt), error);
        if (lighter === null) attempt += 1;
        else target = lighter;
      }
    }
  }

  /**
   * Sends a change and reads the record it answers. A PATCH is repeated as reads are; a POST only while it surely made
   * nothing (429, no connection). An error after a sending that may have worked says so (`isOutcomeUnknown`).
   */
  async send<Record>(read: Read, write: Write, recordOf: (json: unknown) => Record): Promise<Record> {
    let isUncertain = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attemptWrite(read, write, recordOf);
      } catch (error) {
        if (!(error instanceof ItGlueError)) throw error;
        isUncertain ||= error.isOutcomeUnknown;
        const isRepeatable = write.method === "PATCH" || !error.isOutcomeUnknown;
        const final = isUncertain ? withUnknownOutcome(error) : error;
        if (!isRepeatable || !isTransient(error) || attempt >= this.parts.attempts) throw final;
        await this.pause(read, this.pauseAfter(error, attempt), final).catch((stopped: unknown) => {
          throw isUncertain && stopped instanceof ItGlueError ? withUnknownOutcome(stopped) : stopped;
        });
      }
    }
  }

  private async attemptWrite<Record>(
    read: Read,
    write: Write,
    recordOf: (json: unknown) => Record,
  ): Promise<Record> {
    const answer = await this.attempt(read, write.url, write);
    try {
      return recordOf(this.parsed(answer));
    } catch (error) {
      throw error instanceof ItGlueError ? withUnknownOutcome(error) : error;
    }
  }

  private pauseAfter(error: ItGlueError, attempt: number): number {
    if (error.retryAfterSeconds !== null) return error.retryAfterSeconds * 1000;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
    return longest * (0.5 + this.parts.random() / 2);
  }

  /** Waits, or throws `otherwise` where the read has no time left for it. */
  private async pause(read: Read, milliseconds: number, otherwise: ItGlueError): Promise<void> {
    const { now, sleep, timeouts } = this.parts;
    const isTooLong =
      read.waitedMs + milliseconds > timeouts.waitMs || now() + milliseconds >= read.deadlineMs;
    if (isTooLong) throw otherwise;
    read.waitedMs += milliseconds;
    await sleep(milliseconds, read.signal).catch((error: unknown) => {
      if (!read.signal?.aborted) throw error;
    });
    if (read.signal?.aborted) throw new ItGlueError("cancelled", "IT Glue: the read was cancelled");
  }

  private get secret(): string {
    const { credential } = this.parts;
    return credential.kind === "api-key" ? credential.key : credential.token;
  }

  private headers(): Record<string, string> {
    const { credential } = this.parts;
    if (!SENDABLE.test(this.secret)) {
      throw new ItGlueError(
        credential.kind === "api-key" ? "forbidden" : "unauthorized",
        "The credential holds characters that no IT Glue credential has",
      );
    }
    const proof: Record<string, string> =
      credential.kind === "api-key"
        ? { "x-api-key": this.secret }
        : { authorization: `Bearer ${this.secret}` };
    return { accept: JSON_API, ...proof };
  }

  private async waitForTurn(read: Read): Promise<void> {
    const { budget, credential, now } = this.parts;
    this.credentialDigest ??= digestOfCredential(credential);
    const key = await this.credentialDigest;
    const waitMs = await budget.reserve(key, now());
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    const tooMany = new ItGlueError(
      "rate-limited",
      `Held back for ${seconds} s to stay under IT Glue's limit`,
      null,
      seconds,
    );
    try {
      await this.pause(read, waitMs, tooMany);
    } catch (error) {
      await budget.release(key);
      throw error;
    }
  }

  private async attempt(read: Read, url: string, write?: Write): Promise<TimedAnswer> {
    const { fetch, now, timeouts } = this.parts;
    const headers = this.headers();
    await this.waitForTurn(read);
    const leftMs = read.deadlineMs - now();
    if (leftMs <= 0) throw new ItGlueError("timeout", "IT Glue: the read took longer than it may");
    const timeoutMs = Math.min(timeouts.requestMs, leftMs);
    const init: RequestInit = write
      ? { method: write.method, body: write.body, headers: { ...headers, "content-type": JSON_API } }
      : { headers };
    this.requests += 1;
    const answer = await timedFetch({ fetch, url, init, timeoutMs, signal: read.signal }).catch(
      (error: unknown) => {
        const failure = transportFailure(error);
        const isLost = write && error instanceof TransportError && error.wasSent;
        throw isLost && failure instanceof ItGlueError ? withUnknownOutcome(failure) : failure;
      },
    );
    if (answer.status === 200 || (write && answer.status === 201)) return answer;
    const failure = failureOf(answer, now(), { isWrite: write !== undefined, secret: this.secret });
    const isRefused = answer.status >= 400 && answer.status < 500 && failure.code !== "timeout";
    throw write && !isRefused ? withUnknownOutcome(failure) : failure;
  }

  private parsed({ text, status }: TimedAnswer): unknown {
    try {
      return parseLosslessJson(text);
    } catch {
      throw new ItGlueError("malformed", "IT Glue's answer is no whole JSON document", status);
    }
  }
}
