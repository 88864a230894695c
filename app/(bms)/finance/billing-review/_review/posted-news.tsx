import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import charges from "../../billing/_charges/charges.module.css";
import type { PostedAll } from "./post-matching-dialog";
import { itemsInWords } from "./post-words";

/** What was posted, and what was left in review and why. */
export function PostedNews({ posted: { posted, changed, passedOver } }: { posted: PostedAll }) {
  const isWhole = changed === 0 && passedOver.length === 0;
  return (
    <div className={charges.news}>
      <InlineAlert
        tone={isWhole ? "ok" : "warn"}
        title={`${itemsInWords(posted)} posted`}
        isLive
        action={<TextLink href="/finance/billing">Open Billing</TextLink>}
      >
        They wait in Billing until their invoices are generated.
        {changed > 0 && <div>{itemsInWords(changed)} changed meanwhile and stayed in review.</div>}
        {passedOver.length > 0 && <div>Passed over, because parked: {passedOver.join(", ")}.</div>}
      </InlineAlert>
    </div>
  );
}
