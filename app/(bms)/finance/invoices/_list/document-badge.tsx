import { StatusBadge } from "@/app/_components/status-badge";
import type { DocumentKind } from "@/lib/domain/billing/document-number";
import type { DocumentStatus } from "@/lib/domain/billing/document-status";

type DocumentBadgeProps = { kind: DocumentKind; status: DocumentStatus };

/** The status of an invoice or credit note; of a credit note nothing is paid, it is settled. */
export function DocumentBadge({ kind, status }: DocumentBadgeProps) {
  if (status === "void") return <StatusBadge status="voided" label="Void" />;
  if (status === "open") return <StatusBadge status="issued" label="Open" />;
  if (status === "paid" && kind === "credit-note") return <StatusBadge status="paid" label="Settled" />;
  return <StatusBadge status={status} />;
}
