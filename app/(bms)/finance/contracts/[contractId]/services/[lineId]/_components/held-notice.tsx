import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { HeldChangeRow } from "@/lib/queries/held-changes";

type HeldNoticeProps = { change: HeldChangeRow; canDecide: boolean };

/** A change of units that waits for a person: what it would be, why it waits, and where to decide. */
export function HeldNotice({ change, canDecide }: HeldNoticeProps) {
  return (
    <InlineAlert
      tone="warn"
      title="A change of units waits for a decision"
      action={
        canDecide ? (
          <ButtonLink href="/held" size="xs" variant="default">
            Approve or reject
          </ButtonLink>
        ) : (
          <TextLink href="/held">Open held changes</TextLink>
        )
      }
    >
      <Units units={change.proposedUnits} previousUnits={change.currentUnits} variant="arrow" /> units, first
      seen on <CalendarDate on={change.firstSeenOn} />.{" "}
      {change.reasons.map(({ message }) => `${message}.`).join(" ")}{" "}
      <TextLink href={`/receipts/${change.readingId}`}>Receipt</TextLink>
    </InlineAlert>
  );
}
