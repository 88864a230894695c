"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { DateField } from "@/app/_components/date-field";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { Units } from "@/app/_components/units";
import type { WhatIfPolicy } from "@/lib/domain/billing/what-if";
import { comparePoliciesAction } from "../../actions";
import classes from "./line-page.module.css";

const WORDS: Record<WhatIfPolicy, string> = {
  daily: "Daily: each change from its day on",
  "next-period": "Next period: changes wait for it",
  none: "None: changes never touch a posted period",
  snapshot: "Snapshot: the last day's units for all days",
  peak: "Peak: the highest units for all days",
};

const DIFFERENCE = { key: "difference", header: "Than now", align: "end", noWrap: true } as const;

type WhatIfProps = { lineId: string; businessOn: string };

/** The same period under five ways to bill changes, side by side. */
export function WhatIf({ lineId, businessOn }: WhatIfProps) {
  const [on, setOn] = useState(businessOn);
  const [shown, setShown] = useState<Awaited<ReturnType<typeof comparePoliciesAction>>["data"] | null>(null);
  const action = useAppAction(comparePoliciesAction, { onSuccess: setShown });
  const period = shown?.period;
  return (
    <SectionCard
      title="What if"
      description="What a period comes to under other ways to bill changes, from the same units and prices."
    >
      <div className={classes.whatIf}>
        <div className={classes.ask}>
          <DateField
            label="A day of the period"
            value={on}
            error={action.fieldErrors.on}
            onChange={(event) => setOn(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={action.isPending}
            onClick={() => action.execute({ lineId, on })}
          >
            Compare policies
          </Button>
        </div>
        {action.error && <ActionErrorAlert error={action.error} />}
        {shown && !period && <p>This line bills nothing in that period.</p>}
        {shown && period && (
          <>
            <p role="status">
              <CalendarDate on={period.startOn} /> through <CalendarDate on={period.endOn} />
            </p>
            <PlainTable
              caption="The period under each policy"
              columns={[
                { key: "policy", header: "Policy" },
                { key: "units", header: "Units", align: "end", noWrap: true },
                { key: "amount", header: "Amount", align: "end", noWrap: true },
                ...(shown.own ? [DIFFERENCE] : []),
              ]}
              rows={period.policies.map(({ policy, amount, units, difference }) => ({
                key: policy,
                cells: {
                  policy: (
                    <>
                      {WORDS[policy]}{" "}
                      {policy === shown.own && <StatusBadge status="active" label="This line" />}
                    </>
                  ),
                  units: units === null ? "by the day" : <Units units={units} />,
                  amount: <Money amount={amount} currency={shown.currency} isTotal />,
                  difference:
                    difference === null || policy === shown.own ? undefined : (
                      <Money amount={difference} currency={shown.currency} sign="always" />
                    ),
                },
              }))}
            />
          </>
        )}
      </div>
    </SectionCard>
  );
}
