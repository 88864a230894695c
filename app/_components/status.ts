import type { Tone } from "@/app/palette";

export type StatusIcon =
  | "check"
  | "circle"
  | "pause"
  | "unlink"
  | "cloud-off"
  | "broken"
  | "clock"
  | "alert"
  | "x"
  | "lock"
  | "arrow"
  | "loader";

type StatusLook = { label: string; tone: Tone; icon: StatusIcon };

/** Every state a screen may show, with the one word, tone and icon it has everywhere. */
export const STATUSES = {
  // Readings (lib/domain/counting)
  counted: { label: "Counted", tone: "ok", icon: "check" },
  empty: { label: "Empty", tone: "neutral", icon: "circle" },
  unmapped: { label: "Unmapped", tone: "warn", icon: "unlink" },
  unreachable: { label: "Unreachable", tone: "warn", icon: "cloud-off" },
  "broken-rule": { label: "Broken rule", tone: "bad", icon: "broken" },
  held: { label: "Held", tone: "warn", icon: "pause" },
  "not-counted": { label: "Not counted yet", tone: "neutral", icon: "clock" },
  stale: { label: "Stale", tone: "warn", icon: "clock" },
  manual: { label: "Manual units", tone: "neutral", icon: "circle" },
  overridden: { label: "Overridden", tone: "info", icon: "lock" },
  // Runs
  queued: { label: "Queued", tone: "neutral", icon: "clock" },
  running: { label: "Running", tone: "info", icon: "loader" },
  completed: { label: "Completed", tone: "ok", icon: "check" },
  partial: { label: "Partly read", tone: "warn", icon: "alert" },
  failed: { label: "Failed", tone: "bad", icon: "x" },
  missed: { label: "Missed", tone: "bad", icon: "x" },
  // Contracts, lines, services, users
  draft: { label: "Draft", tone: "neutral", icon: "circle" },
  active: { label: "Active", tone: "ok", icon: "check" },
  inactive: { label: "Inactive", tone: "neutral", icon: "circle" },
  ended: { label: "Ended", tone: "neutral", icon: "x" },
  disabled: { label: "Disabled", tone: "neutral", icon: "lock" },
  // Billing
  "in-review": { label: "In review", tone: "info", icon: "clock" },
  "not-due": { label: "Not due yet", tone: "neutral", icon: "clock" },
  posted: { label: "Posted", tone: "ok", icon: "check" },
  parked: { label: "Parked", tone: "warn", icon: "pause" },
  invoiced: { label: "Invoiced", tone: "ok", icon: "check" },
  issued: { label: "Issued", tone: "info", icon: "arrow" },
  sent: { label: "Sent", tone: "info", icon: "arrow" },
  exported: { label: "Exported", tone: "ok", icon: "check" },
  overdue: { label: "Overdue", tone: "bad", icon: "clock" },
  paid: { label: "Paid", tone: "ok", icon: "check" },
  voided: { label: "Voided", tone: "neutral", icon: "x" },
  credited: { label: "Credited", tone: "neutral", icon: "arrow" },
  // Connection and organization sync
  connected: { label: "Connected", tone: "ok", icon: "check" },
  "not-connected": { label: "Not connected", tone: "neutral", icon: "unlink" },
  "needs-reconnect": { label: "Reconnect needed", tone: "bad", icon: "alert" },
  linked: { label: "Linked", tone: "ok", icon: "check" },
  suggested: { label: "Suggested", tone: "info", icon: "alert" },
  conflict: { label: "Conflict", tone: "warn", icon: "alert" },
  orphaned: { label: "Orphaned", tone: "warn", icon: "unlink" },
  "read-only": { label: "Read-only", tone: "neutral", icon: "lock" },
  excluded: { label: "Excluded", tone: "neutral", icon: "circle" },
} as const satisfies Record<string, StatusLook>;

export type Status = keyof typeof STATUSES;
