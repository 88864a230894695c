import type { Status } from "@/app/_components/status";
import type { AccountLinkState } from "@/lib/queries/accounts";

/** The one word and color of a link state, everywhere. */
export const LINK_STATUS: Record<AccountLinkState, { status: Status; label: string }> = {
  linked: { status: "linked", label: "Linked" },
  orphaned: { status: "orphaned", label: "Orphaned" },
  "not-linked": { status: "not-connected", label: "Not linked" },
};
