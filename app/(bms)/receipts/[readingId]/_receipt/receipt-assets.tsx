import { ReceiptTable } from "@/app/_components/receipt-table";
import { leftOutReason, valueLabel } from "@/lib/domain/counting/evidence-in-words";
import type { ShownReceipt } from "./shown-receipt";

type ReceiptAssetsProps = {
  evidence: NonNullable<ShownReceipt["evidence"]>;
  itGlueWebBase: string | null;
  isRedacted: boolean;
};

/** The assets of a receipt, each with the way to it in IT Glue. */
export function ReceiptAssets({ evidence, itGlueWebBase, isRedacted }: ReceiptAssetsProps) {
  const nameOf = new Map(evidence.organizations.map(({ id, name }) => [id, name]));
  const shown = (asset: { id: string; name: string; organizationId: string; isRestricted?: true }) => ({
    assetId: asset.id,
    name: asset.name,
    organizationName: nameOf.get(asset.organizationId),
    href:
      itGlueWebBase && !(isRedacted && asset.isRestricted)
        ? `${itGlueWebBase}/${asset.organizationId}/assets/records/${asset.id}`
        : null,
  });
  return (
    <ReceiptTable
      valueLabel={valueLabel(evidence)}
      counted={evidence.counted.map((asset) => ({
        ...shown(asset),
        valueRead: asset.read ?? asset.value,
        units: asset.value,
        rows: asset.rows,
      }))}
      leftOut={evidence.leftOut.map((asset) => ({
        ...shown(asset),
        valueRead: null,
        reason: leftOutReason(asset),
      }))}
      totalUnits={evidence.total}
    />
  );
}
