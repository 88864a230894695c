export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line may say beside its message: ids, counts, codes. Never what a person typed, nor what IT Glue answered. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

const ORDER: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Fields of such names hold secrets by their nature: whoever hands one over is mistaken, and it is left out. */
const SECRET_NAME =
  /^(authorization|cookie|password)$|(api|signing|master|event|data)_?key$|secret|token|credential/i;

const LONGEST = 500;

/**
 * Writes one line of JSON for whoever runs Flexbill: `time`, `level`, `message` and the fields, such as `tenantId` and `runId`.
 * Warnings and errors go to standard error, the rest to standard output. `LOG_LEVEL` says from which level on; unset, it is
 * "info" in a built app and "warn" elsewhere. Written with `console` alone, so that it runs wherever actions do.
 */
export function logLine(level: LogLevel, message: string, fields: LogFields = {}): void {
  if (ORDER.indexOf(level) < ORDER.indexOf(leastLevel())) return;
  const kept = Object.entries(fields).filter(([name]) => !SECRET_NAME.test(name));
  const line = JSON.stringify({
    time: new Date().toISOString(),
    level,
    message: cut(message),
    ...Object.fromEntries(
      kept.map(([name, value]) => [name, typeof value === "string" ? cut(value) : value]),
    ),
  });
  if (level === "warn" || level === "error") console.error(line);
  else console.log(line);
}

/** An error as a line may hold it: a failed query names its values on the lines after the first, so those stay out. */
export function causeOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : typeof error;
}

function leastLevel(): LogLevel {
  const asked = process.env.LOG_LEVEL as LogLevel | undefined;
  if (asked && ORDER.includes(asked)) return asked;
  return process.env.NODE_ENV === "production" ? "info" : "warn";
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
