import type { Status } from "@/app/_components/status";
import type { LinkState } from "@/lib/domain/organization-sync/synced-fields";

/** The word, color and icon of how a link stands, everywhere. */
export const LINK_LOOKS: Record<LinkState, { status: Status; label: string }> = {
  synced: { status: "linked", label: "Linked" },
  orphaned: { status: "orphaned", label: "Orphaned" },
  "read-only": { status: "read-only", label: "Read-only in IT Glue" },
  error: { status: "failed", label: "Not in step" },
};
