import { InlineAlert } from "@/app/_components/inline-alert";
import type { ReceiptProof } from "@/lib/domain/counting/receipt";

/** Says whether the receipt was proved at this very look, and if it was not, loudly and with what speaks against it. */
export function ProofAlert({ proof }: { proof: ReceiptProof }) {
  if (proof.ok)
    return <InlineAlert tone="ok">Verified just now: the values add up and the hash matches.</InlineAlert>;
  return (
    <InlineAlert tone="bad" title="This receipt does not prove its count">
      <p style={{ margin: 0 }}>
        Do not bill on it. Tell your Administrator, and count the line again with Update Units.
      </p>
      <ul style={{ margin: "0.25rem 0 0", paddingInlineStart: "1.25rem" }}>
        {proof.faults.map((fault) => (
          <li key={`${fault.code} ${fault.message}`}>{fault.message}</li>
        ))}
      </ul>
    </InlineAlert>
  );
}
