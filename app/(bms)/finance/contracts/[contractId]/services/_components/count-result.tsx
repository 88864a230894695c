"use client";

import { Button } from "@mantine/core";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { ReceiptTable } from "@/app/_components/receipt-table";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { StatusBadge } from "@/app/_components/status-badge";
import { Units } from "@/app/_components/units";
import type { LeftOutAsset } from "@/lib/domain/counting/count-units";
import { assetLabel } from "@/lib/domain/counting/count-units";
import type { UnadmittedValue } from "@/lib/domain/counting/unadmitted-values";
import { CountFindings } from "./count-findings";
import type { ShownCount } from "./count-state";
import classes from "./line-form.module.css";

type CountResultProps = {
  shown: ShownCount;
  isOutdated: boolean;
  /** The rule with the names the form knows: where nothing was read, the answer has none. */
  ruleInWords: string;
  /** What one asset counted for, such as "Seats". */
  valueLabel: string;
  timeZone: string;
  unitPrice: string;
  currency: string;
  onInclude: (value: UnadmittedValue) => void;
  onDiscard: () => void;
};

/** What IT Glue answered: old → new units, as of when, and the assets behind them. */
export function CountResult({
  shown,
  isOutdated,
  ruleInWords,
  valueLabel,
  timeZone,
  unitPrice,
  currency,
  onInclude,
  onDiscard,
}: CountResultProps) {
  const { result } = shown;
  const { units, previousUnits, evidence } = result;
  const organizations = new Map(evidence?.organizations.map(({ id, name }) => [id, name]));
  const hasSeveral = organizations.size > 1;
  const asset = (each: { id: string; name: string; organizationId: string; isRestricted?: true }) => ({
    assetId: each.id,
    name: assetLabel(each),
    organizationName: hasSeveral ? organizations.get(each.organizationId) : undefined,
  });
  return (
    <section className={classes.result} data-outdated={isOutdated || undefined} aria-label="Count">
      {isOutdated && (
        <InlineAlert tone="warn" title="Rule changed: update units again">
          These units were counted before the rule was changed; they cannot be saved.
        </InlineAlert>
      )}
      <div className={classes.inline}>
        <span className={classes.figure} data-testid="counted-units">
          {units === null ? "–" : <Units units={units} previousUnits={previousUnits} variant="arrow" />}
        </span>
        <StatusBadge status={result.state} />
      </div>
      <p className={classes.muted}>
        {ruleInWords}, asked in IT Glue on <Instant at={result.askedAt} timeZone={timeZone} />{" "}
        {result.countedBy.kind === "user"
          ? `as ${result.countedBy.name}, who counts for everybody.`
          : "with the company's API key."}
        {units !== null && previousUnits === units && " Nothing changed."}
      </p>
      {result.state === "unmapped" ? (
        <InlineAlert tone="warn" title="Count: 0, no organization is linked">
          {previousUnits === null
            ? "The line can be saved with 0 units and is not billable before its first count."
            : `Billed units: ${previousUnits} (kept).`}
        </InlineAlert>
      ) : (
        result.reasons.length > 0 && (
          <InlineAlert
            tone={result.state === "broken-rule" ? "bad" : "warn"}
            title={previousUnits === null ? "There is no count" : `Billed units: ${previousUnits} (kept)`}
          >
            <ul className={classes.list}>
              {result.reasons.map(({ code, message }) => (
                <li key={`${code} ${message}`}>{message}.</li>
              ))}
            </ul>
          </InlineAlert>
        )
      )}
      <CountFindings
        result={result}
        unitPrice={unitPrice}
        currency={currency}
        onInclude={isOutdated ? null : onInclude}
      />
      {evidence && (
        <div className={classes.evidence}>
          <ScrollRegion label="Assets of the count" maxHeight="28rem">
            <ReceiptTable
              valueLabel={valueLabel}
              counted={evidence.counted.map((each) => ({
                ...asset(each),
                valueRead: each.read ?? each.value,
                units: each.value,
                rows: each.rows,
              }))}
              leftOut={evidence.leftOut.map((each) => ({
                ...asset(each),
                valueRead: null,
                reason: whyLeftOut(each),
              }))}
              totalUnits={evidence.total}
            />
          </ScrollRegion>
        </div>
      )}
      <div>
        <Button variant="default" size="compact-sm" onClick={onDiscard}>
          Put this count aside
        </Button>
      </div>
    </section>
  );
}

/** "License is “E3”", "Archived", "Blank". */
function whyLeftOut({ reason, detail }: LeftOutAsset): string {
  switch (reason) {
    case "filter":
      return `Filter: ${detail ?? "another value"}`;
    case "archived":
      return "Archived";
    case "blank":
      return "Blank";
    case "not-a-number":
      return detail ? `Not a number: ${detail}` : "Not a number";
  }
}
