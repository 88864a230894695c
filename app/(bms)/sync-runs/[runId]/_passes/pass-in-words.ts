import type { Status } from "@/app/_components/status";
import type { AssetPassRow } from "@/lib/queries/asset-passes";

/** Why a pass was what it was, why a quick one did not stand, or what broke it off. */
const REASONS: Record<string, string> = {
  large: "A large type: only its newest changes are read",
  first: "The first pass of this type",
  small: "A type of up to 5,000 assets is read in full each night",
  tags: "A line counts or filters by tags, which can change unseen",
  weekly: "Seven nights since the last full pass",
  "no-watermark": "No newest change was known",
  "identity-changed": "Key, server or identity has changed",
  "fields-changed": "Fields of the type have changed",
  "after-abandoned": "The pass before did not end well",
  "staging-lost": "What had been read was lost in a crash of the database",
  "broken-off": "The process ended while it was reading",
  "count-differs": "IT Glue has another number of assets than the changes explain",
  "no-total": "IT Glue named no total",
  "total-moved": "The total moved while it was read",
  "no-updated-at": "An asset had no readable time of change",
  "not-newest-first": "The changes did not come newest first",
  "moved-too-far": "Too much changed while the changes were read",
  "it-glue-forbidden": "IT Glue refused the API key (403)",
  "it-glue-unauthorized": "IT Glue refused the API key (401)",
  "it-glue-not-found": "IT Glue did not know the type (404)",
  "it-glue-unprocessable": "IT Glue refused the request (422)",
  "it-glue-rate-limited": "IT Glue's request limit was used up (429)",
  "it-glue-unavailable": "IT Glue was unavailable, or its list did not hold still",
  "it-glue-timeout": "IT Glue did not answer in time",
  "it-glue-network": "IT Glue could not be reached over the network",
  "it-glue-malformed": "IT Glue's answer was not readable",
  "it-glue-cancelled": "The read was canceled",
  "it-glue-disabled": "The IT Glue integration was switched off",
  "it-glue-not-set-up": "The IT Glue integration was not set up",
  "it-glue-identity-reconnect": "The user whose connection counts must connect again",
  "it-glue-other-account": "The key was of another IT Glue account",
};

/** @returns the code itself for one that has no words yet. */
export function passReason({ reason }: Pick<AssetPassRow, "reason">): string {
  return REASONS[reason] ?? reason;
}

/** Whether a pass counts. A quick one that proved nothing is no failure: a full one follows it. */
export function passStatus({ status, kind, reason }: Pick<AssetPassRow, "status" | "kind" | "reason">): {
  status: Status;
  label: string;
} {
  if (status === "running") return { status: "running", label: "Reading" };
  if (status === "finished") return { status: "completed", label: "Finished" };
  const isDoubt = kind === "quick" && !reason.startsWith("it-glue-") && reason !== "broken-off";
  return isDoubt ? { status: "partial", label: "Did not stand" } : { status: "failed", label: "Broke off" };
}

const MILLISECONDS_IN_SECOND = 1000;

/** "0.4 s", "12.3 s", "185 s": a pass is compared with other passes, so its time stays in seconds. */
export function passSeconds({ milliseconds }: Pick<AssetPassRow, "milliseconds">): string {
  const seconds = milliseconds / MILLISECONDS_IN_SECOND;
  return `${seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
