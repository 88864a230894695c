import type { Logger } from "inngest";
import { causeOf, logLine } from "@/lib/operations/log-line";

/** One JSON line per warning or error of the SDK; what else it has to say is for debugging it. */
export const jobLog: Logger = {
  error: (...said) => tell("error", said),
  warn: (...said) => tell("warn", said),
  info: () => undefined,
  debug: () => undefined,
};

/** The SDK calls with a message, with an error, or with fields (`err` among them) and a message. */
function tell(level: "error" | "warn", said: readonly unknown[]): void {
  const message = said.find((part) => typeof part === "string");
  const cause = said
    .map((part) => (part as { err?: unknown } | null)?.err ?? part)
    .find((part) => part instanceof Error);
  logLine(level, message ?? "Inngest says", {
    component: "jobs",
    ...(cause !== undefined && { cause: causeOf(cause) }),
  });
}
