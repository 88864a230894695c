import type { ItGlueVerdict } from "@/lib/queries/it-glue-settings-verdict";
import { KEY_DIES_AFTER_DAYS } from "@/lib/queries/it-glue-settings-verdict";
import { failureInWords } from "./failure-words";

export type VerdictWords = { tone: "ok" | "info" | "warn" | "bad"; title: string; text: string };

const KEPT = "Units and money stay as they were.";
const OWN_KEY = "IT Glue under Account > Settings > API keys";

const LOST = {
  "needs-reconnect": "whose connection it no longer accepts",
  disconnected: "who is no longer connected",
  disabled: "who no longer has access to Flexbill",
} as const;

/** The state of the connection in a title and what to do; `accountName` is the pinned account's. */
export function verdictInWords(verdict: ItGlueVerdict, accountName: string | null): VerdictWords {
  switch (verdict.state) {
    case "not-set-up":
      return {
        tone: "info",
        title: "Not connected yet",
        text: `Enter subdomain, server and an API key, made in ${OWN_KEY}. Test the connection, then save.`,
      };
    case "off":
      return {
        tone: "warn",
        title: "Turned off",
        text: "Nothing is asked of IT Glue: no counts, no sync, no Connect. Accounts, links and units stay as they are. Choose Yes and save to go on.",
      };
    case "identity-lost": {
      const { userName, status } = verdict;
      const way =
        status === "disabled" ? "" : `${userName} connects again under My Settings > Integrations, or `;
      const what = `${way}you choose who counts below`;
      return {
        tone: "bad",
        title: "Nothing is counted",
        text: `IT Glue is counted as ${userName}, ${LOST[status]}. ${KEPT} ${what[0]?.toUpperCase()}${what.slice(1)}.`,
      };
    }
    case "failing":
      return {
        tone: "bad",
        title: "IT Glue cannot be read",
        text: `${failureInWords(verdict.code)}. ${KEPT} ${remedyOf(verdict.code, accountName)}`,
      };
    case "key-unused": {
      const { unusedDays } = verdict;
      return unusedDays >= KEY_DIES_AFTER_DAYS
        ? {
            tone: "warn",
            title: `The API key has not been used for ${unusedDays} days`,
            text: `IT Glue revokes keys after ${KEY_DIES_AFTER_DAYS} days unused. Test the connection; if the key is refused, make a new one in ${OWN_KEY}.`,
          }
        : {
            tone: "warn",
            title: `The API key will be revoked in ${KEY_DIES_AFTER_DAYS - unusedDays} days`,
            text: `Nobody used it for ${unusedDays} days, and IT Glue revokes keys after ${KEY_DIES_AFTER_DAYS}. Press Test connection with the API key field left blank: that uses it.`,
          };
    }
    case "healthy":
      return {
        tone: "ok",
        title: "Healthy",
        text: `IT Glue answers as “${accountName}”.`,
      };
  }
}

/** What to do about a failure of this code. */
function remedyOf(code: string | null, accountName: string | null): string {
  switch (code) {
    case "forbidden":
    case "unauthorized":
      return `Make a new key in ${OWN_KEY}, enter it below and save; where a connected user counts, they connect again.`;
    case "other-account":
      return `Enter a key of “${accountName}” below and save.`;
    case "network":
      return "Check the way from the machine Flexbill runs on to the internet, then test the connection.";
    case "rate-limited":
      return "It passes within five minutes; the next read tries again by itself.";
    case "unavailable":
    case "timeout":
    case "cancelled":
      return "There is nothing to do here: it is tried again by itself. Test the connection to see whether it is over.";
    default:
      return "Test the connection; if it stays so, tell whoever runs Flexbill.";
  }
}
