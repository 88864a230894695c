import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import type { StaleItems } from "@/lib/queries/stale-items";
import charges from "../../billing/_charges/charges.module.css";
import { CurrencySums } from "../../billing/_charges/currency-sums";
import { itemsInWords } from "./post-words";

/** Says which of the items a billing job would leave alone, because their units may be out of date; nothing where there are none. */
export function StaleNotice({ stale: { items, lines, totals, staleAfterDays } }: { stale: StaleItems }) {
  if (items === 0) return null;
  const from = lines === 1 ? "1 stale line" : `${lines} stale lines`;
  const days = staleAfterDays === 1 ? "1 day" : `${staleAfterDays} days`;
  return (
    <div className={charges.notice}>
      <InlineAlert
        tone="warn"
        title={`${itemsInWords(items)} from ${from}`}
        action={<TextLink href="/#stale">See stale lines</TextLink>}
      >
        Not counted for more than {days}, so the units may be out of date. Billing jobs pass{" "}
        {items === 1 ? "it" : "them"} over; posting here bills <CurrencySums sums={totals} /> by the last
        known units. A later count applies from its own date on, never back.
      </InlineAlert>
    </div>
  );
}
