import { CalendarDate } from "@/app/_components/calendar-date";
import { formatUnits } from "@/app/_components/format-units";
import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import type { applyRuleAction } from "../actions";
import classes from "./apply-rule.module.css";
import { accountsInWords } from "./chosen-previews";

export type AppliedOutcome = NonNullable<Awaited<ReturnType<typeof applyRuleAction>>["data"]>;

/** What came of it: each line that was added, and each account that was refused with the reason and a way on. */
export function AppliedNews({ saved, refused }: AppliedOutcome) {
  return (
    <div className={classes.news}>
      {saved.length > 0 && (
        <InlineAlert tone="ok" isLive title={`Lines added for ${accountsInWords(saved.length)}`}>
          <ul className={classes.list}>
            {saved.map(({ lineId, contractId, accountName, units, startOn }) => (
              <li key={lineId}>
                <TextLink href={`/finance/contracts/${contractId}/services/${lineId}`}>
                  {accountName}
                </TextLink>
                : {units === null ? "no units yet" : `${formatUnits(units)} units`} from{" "}
                <CalendarDate on={startOn} />
              </li>
            ))}
          </ul>
        </InlineAlert>
      )}
      {refused.length > 0 && (
        <InlineAlert tone="bad" isLive title={`Nothing was added for ${accountsInWords(refused.length)}`}>
          <ul className={classes.list}>
            {refused.map(({ contractId, accountName, refusal: { message, fix, fields } }) => (
              <li key={contractId}>
                {accountName}: {fields ? fields.map((field) => `${field.message}.`).join(" ") : message}
                {typeof fix === "string" && !fields && ` ${fix}`}
                {typeof fix === "object" && (
                  <>
                    {" "}
                    <TextLink href={fix.href}>{fix.label}</TextLink>
                  </>
                )}
              </li>
            ))}
          </ul>
        </InlineAlert>
      )}
    </div>
  );
}
