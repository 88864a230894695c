import type { MovedAsset } from "@/lib/domain/counting/moved-assets";
import type { ExplainedChange as Explained } from "@/lib/queries/explained-changes";
import { CalendarDate } from "./calendar-date";
import classes from "./explained-change.module.css";
import { formatUnits } from "./format-units";
import { Instant } from "./instant";
import { TextLink } from "./text-link";

export type ExplainedChangeProps = {
  /** Undefined where a count has no evidence, or is beyond those that are explained: nothing is shown. */
  change: Explained | undefined;
  timeZone: string;
};

/** Why units changed: one sentence, and behind it every asset that moved, the rule and who changed it, and both receipts. */
export function ExplainedChange({ change, timeZone }: ExplainedChangeProps) {
  if (!change) return null;
  const { sentence, previousReadingId, ruleChanges, ruleChangedBy, override, moves } = change;
  const organizations = [
    ...change.organizationsAdded.map((name) => `${name} counts now`),
    ...change.organizationsRemoved.map((name) => `${name} no longer counts`),
  ];
  const isWhole = ruleChanges.length + organizations.length + moves.length === 0 && override === null;
  if (isWhole) return <p className={classes.plain}>{sentence}</p>;
  return (
    <details className={classes.change}>
      <summary>{sentence}</summary>
      <ul>
        {ruleChanges.length > 0 && (
          <li>
            Rule changed
            {ruleChangedBy && (
              <>
                {" "}
                by {ruleChangedBy.name}, <Instant at={ruleChangedBy.at} timeZone={timeZone} />
              </>
            )}
            : {ruleChanges.join("; ")}
          </li>
        )}
        {override && (
          <li>
            Billed are {formatUnits(override.units)} units instead, set by {override.name} from{" "}
            <CalendarDate on={override.fromOn} /> through <CalendarDate on={override.throughOn} />:{" "}
            {override.reason}
          </li>
        )}
        {organizations.map((words) => (
          <li key={words}>{words}</li>
        ))}
        {moves.map((asset) => (
          <li key={asset.id}>{moveInWords(asset)}</li>
        ))}
      </ul>
      <p>
        {previousReadingId && (
          <>
            <TextLink href={`/receipts/${previousReadingId}`}>Receipt before</TextLink>,{" "}
          </>
        )}
        <TextLink href={`/receipts/${change.readingId}`}>receipt after</TextLink>
      </p>
    </details>
  );
}

/** "E3: 6 → 7", "F1: added, 4", "Visio: no longer counts: archived, was 3". */
function moveInWords({ label, from, to, why }: MovedAsset): string {
  if (from !== null && to !== null) return `${label}: ${formatUnits(from)} → ${formatUnits(to)}`;
  if (to !== null) return `${label}: ${why}, ${formatUnits(to)}`;
  return `${label}: ${why}${from === null ? "" : `, was ${formatUnits(from)}`}`;
}
