"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { ScrollRegion } from "@/app/_components/scroll-region";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { backtestRuleAction } from "../actions";
import classes from "./line-form.module.css";
import { isSameRule } from "./line-form-values";

type BacktestProps = {
  lineId: string;
  rule: CountRule;
  /** Whether the rule is whole enough to be asked about. */
  isRuleSound: boolean;
};

type Shown = {
  rule: CountRule;
  result: NonNullable<Awaited<ReturnType<typeof backtestRuleAction>>["data"]>;
};

/** What the rule, as it stands in the form, would have billed in past periods, beside what was billed. */
export function Backtest({ lineId, rule, isRuleSound }: BacktestProps) {
  const [shown, setShown] = useState<Shown | null>(null);
  const action = useAppAction(backtestRuleAction, {
    onSuccess: (result, asked) => setShown({ rule: asked.rule, result }),
  });
  const current = shown && isSameRule(shown.rule, rule) ? shown.result : null;
  return (
    <div className={classes.fields}>
      <div className={classes.inline}>
        <Button
          variant="default"
          size="compact-sm"
          disabled={action.isPending || !isRuleSound}
          onClick={() => action.execute({ lineId, rule })}
        >
          {action.isPending ? "Looking back…" : "Backtest"}
        </Button>
        <p className={classes.muted}>
          What this rule would have billed in the last 12 periods. Saves nothing.
        </p>
      </div>
      {action.error && <ActionErrorAlert error={action.error} />}
      {current?.reachOn === null && (
        <InlineAlert tone="info" title="Nothing to look back on yet">
          Assets of this type are read for the first time in the night after a service line bills them.
        </InlineAlert>
      )}
      {current?.reachOn && (
        <>
          <p className={classes.muted} role="status">
            Contents of assets are known from <CalendarDate on={current.reachOn} /> on; periods that begin
            earlier cannot be told.
          </p>
          <ScrollRegion label="Backtest">
            <PlainTable
              caption="Past periods under this rule, the newest first"
              columns={[
                { key: "period", header: "Period" },
                { key: "wouldBe", header: "Would be", align: "end", noWrap: true },
                { key: "billed", header: "Billed", align: "end", noWrap: true },
                { key: "difference", header: "Difference", align: "end", noWrap: true },
              ]}
              rows={current.periods.map(({ startOn, endOn, wouldBe, billed, difference }) => ({
                key: startOn,
                cells: {
                  period: (
                    <>
                      <CalendarDate on={startOn} /> through <CalendarDate on={endOn} />
                    </>
                  ),
                  wouldBe:
                    wouldBe === null ? "not known" : <Money amount={wouldBe} currency={current.currency} />,
                  billed: <Money amount={billed} currency={current.currency} />,
                  difference:
                    difference === null ? (
                      "–"
                    ) : (
                      <Money amount={difference} currency={current.currency} sign="always" />
                    ),
                },
              }))}
            />
          </ScrollRegion>
        </>
      )}
    </div>
  );
}
