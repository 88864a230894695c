import { DrizzleQueryError } from "drizzle-orm";

/**
 * Logs a failure nobody foresaw, one JSON line on standard error, and answers its reference: eight characters that a
 * person can read out. What was typed never gets into the log: a failed query is logged without its values.
 */
export function reportFailure(error: unknown, context: Record<string, string> = {}): string {
  const reference = crypto.randomUUID().slice(0, 8).toUpperCase();
  const time = new Date().toISOString();
  console.error(JSON.stringify({ time, level: "error", reference, ...context, ...described(error) }));
  return reference;
}

function described(error: unknown): Record<string, unknown> {
  if (error instanceof DrizzleQueryError)
    return { error: "Query failed", query: error.query, cause: described(error.cause) };
  if (error instanceof Error) {
    // A driver's `detail` holds the offending row; code and constraint name suffice.
    const { code, constraint } = error as { code?: unknown; constraint?: unknown };
    return { error: error.name, message: error.message, code, constraint, stack: error.stack };
  }
  return { error: typeof error };
}
