import type { Integrations } from "@/lib/queries/integrations";

export type Outcome = { tone: "ok" | "info" | "bad"; title: string; message: string };

/** How a Connect ended, by the code that the callback put into the address; null for a code it never writes. */
export function outcomeInWords(code: string, own: Pick<Integrations, "account" | "status">): Outcome | null {
  const company = own.account ? `“${own.account.name}”` : "your company's account";
  const failed = (title: string, message: string): Outcome => ({ tone: "bad", title, message });
  switch (code) {
    case "connected":
      // The address can be typed or kept: it proves nothing by itself.
      if (own.status !== "connected") return null;
      return { tone: "ok", title: "Connected", message: `Your IT Glue account at ${company} is connected.` };
    case "connect-denied":
      return {
        tone: "info",
        title: "Connect was denied",
        message: "IT Glue was told not to give Flexbill access. Press Connect and approve to connect.",
      };
    case "connect-expired":
      return failed(
        "Connect failed: it took too long",
        "An attempt ends after ten minutes. Press Connect to begin a new one; nothing was stored.",
      );
    case "connect-state-mismatch":
      return failed(
        "Connect refused: this answer was not yours",
        "It belongs to no Connect that you began in this session, or was used before. Nothing was stored. Press Connect to begin a new one.",
      );
    case "it-glue-other-account":
      return failed(
        "Connect refused: another IT Glue account",
        `You signed in to another IT Glue account than ${company}. Its access was ended at once and nothing was stored. Connect again and sign in to ${company}.`,
      );
    case "it-glue-unreachable":
      return failed(
        "Connect failed: IT Glue did not answer",
        "Nothing was stored. Try again in a few minutes.",
      );
    case "it-glue-disabled":
    case "it-glue-not-set-up":
      return failed("Connect failed", "The IT Glue integration of your company is not ready; see below.");
    case "changed-meanwhile":
      return failed(
        "Connect failed: settings changed",
        "An Administrator changed IT Glue Settings while you were connecting. Nothing was stored. Connect again.",
      );
    case "not-allowed":
      return failed("Connect refused", "Your role does not connect to IT Glue.");
    case "signed-out":
      return failed(
        "Connect failed: you were signed out",
        "Your session ended while you were at IT Glue. Nothing was stored. Press Connect again.",
      );
    case "unexpected":
      return failed(
        "Connect failed: something went wrong on our side",
        "Nothing was stored. Try again; if it fails once more, tell your Administrator.",
      );
    default:
      return null;
  }
}
