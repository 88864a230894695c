import { CalendarDate } from "@/app/_components/calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { type BulkOutcome, linesInWords } from "./chosen-lines";
import classes from "./services.module.css";

/** What came of "Change chosen lines": how many changed, and each line that did not with its reason. */
export function ChangedLinesNews({ changed, unchanged, refused }: BulkOutcome) {
  const days = [...new Set(changed.flatMap(({ priceEffectiveOn }) => priceEffectiveOn ?? []))].sort();
  const later = changed.filter(({ laterPriceOn }) => laterPriceOn !== null);
  return (
    <>
      {(changed.length > 0 || refused.length === 0) && (
        <InlineAlert
          tone="ok"
          isLive
          title={changed.length > 0 ? `${linesInWords(changed.length)} changed` : "Nothing had to change"}
        >
          {days.length === 1 && (
            <>
              The price counts from <CalendarDate on={days[0]!} />.{" "}
            </>
          )}
          {days.length > 1 && (
            <>
              The price counts from the next period of each contract, <CalendarDate on={days[0]!} /> at the
              earliest and <CalendarDate on={days.at(-1)!} /> at the latest.{" "}
            </>
          )}
          {unchanged.length > 0 && `${linesInWords(unchanged.length)} said all of it already.`}
        </InlineAlert>
      )}
      {later.length > 0 && (
        <InlineAlert tone="warn" title="Another price stays agreed for later">
          <ul className={classes.reasons}>
            {later.map(({ lineId, lineName, accountName, laterPriceOn }) => (
              <li key={lineId}>
                {accountName}, {lineName}: from <CalendarDate on={laterPriceOn} /> on
              </li>
            ))}
          </ul>
        </InlineAlert>
      )}
      {refused.length > 0 && (
        <InlineAlert tone="warn" isLive title={`${linesInWords(refused.length)} could not be changed`}>
          <ul className={classes.reasons}>
            {refused.map(({ lineId, lineName, accountName, message }) => (
              <li key={lineId}>
                {accountName && `${accountName}, `}
                {lineName}: {message}
              </li>
            ))}
          </ul>
        </InlineAlert>
      )}
    </>
  );
}
