import { ItGlueError, type ItGlueErrorCode } from "@/lib/itglue/port";
import { CommandRefused } from "../refusal";

const WORDS: Record<ItGlueErrorCode, string> = {
  forbidden: "IT Glue refused the API key (403): it is wrong, revoked, or of another server",
  unauthorized: "IT Glue refused the API key (401)",
  "not-found": "IT Glue does not know what was asked for (404)",
  unprocessable: "IT Glue refused the request (422)",
  "rate-limited": "IT Glue's request limit is used up (429)",
  unavailable: "IT Glue is unavailable",
  timeout: "IT Glue did not answer in time",
  network: "IT Glue could not be reached over the network",
  malformed: "IT Glue's answer was cut off or not readable",
  cancelled: "The read was cancelled",
};

/** Words for a failed read of IT Glue, for a line's reasons; anything that is no failure of IT Glue is thrown on. */
export function unreadableReason(error: unknown): { code: string; message: string } {
  if (error instanceof ItGlueError) {
    const status = error.status !== null && error.code === "unavailable" ? ` (${error.status})` : "";
    return { code: `it-glue-${error.code}`, message: `${WORDS[error.code]}${status}` };
  }
  if (error instanceof CommandRefused && error.code.startsWith("it-glue-")) {
    return { code: error.code, message: REFUSALS[error.code] ?? "The IT Glue integration is not ready" };
  }
  throw error;
}

const REFUSALS: Partial<Record<CommandRefused["code"], string>> = {
  "it-glue-disabled": "The IT Glue integration is switched off",
  "it-glue-not-set-up": "The IT Glue integration is not set up",
  "it-glue-forbidden": "IT Glue refused the API key: it is wrong, revoked, or of another server",
  "it-glue-unreachable": "IT Glue did not answer as expected",
  "it-glue-identity-reconnect": "The user whose connection counts must connect to IT Glue again",
  "it-glue-other-account": "The key belongs to another IT Glue account than the one this tenant is linked to",
};
