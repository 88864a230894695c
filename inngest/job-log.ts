import type { Logger } from "inngest";

/** One JSON line per warning or error of the SDK; what else it has to say is for debugging it. */
export const jobLog: Logger = {
  error: (...said) => console.error(line("error", said)),
  warn: (...said) => console.error(line("warn", said)),
  info: () => undefined,
  debug: () => undefined,
};

/** The SDK calls with a message, with an error, or with fields (`err` among them) and a message. */
function line(level: "error" | "warn", said: readonly unknown[]): string {
  const message = said.find((part) => typeof part === "string");
  const cause = said
    .map((part) => (part as { err?: unknown } | null)?.err ?? part)
    .find((part) => part instanceof Error);
  return JSON.stringify({ level, component: "jobs", message, cause: cause && firstLine(cause) });
}

/** A failed query names its values on the lines after the first: those stay out of the log. */
const firstLine = ({ name, message }: Error) => `${name}: ${message.split("\n")[0]}`;
