import type { Status } from "@/app/_components/status";

/** How each state of a message is shown. */
export const MAIL_LOOKS = {
  queued: { status: "queued", label: "Waiting" },
  sent: { status: "completed", label: "Sent" },
  failed: { status: "failed", label: "Failed" },
} as const satisfies Record<string, { status: Status; label: string }>;

export const KIND_WORDS = { "unit-changes": "Unit changes", invoice: "Invoice" } as const;
