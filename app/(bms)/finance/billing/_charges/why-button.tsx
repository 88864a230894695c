"use client";

import { Button, Drawer } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { formatMoney } from "@/app/_components/format-money";
import { KeyValue } from "@/app/_components/key-value";
import { Money } from "@/app/_components/money";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import { PRORATION_RULE } from "@/lib/domain/billing/proration-rule";
import type { BilledRow } from "@/lib/queries/item-columns";
import { BilledDays, KIND_LABELS } from "./billed-cells";
import classes from "./charges.module.css";
import { WhyDerivation } from "./why-derivation";
import { WhyUnits } from "./why-units";

type WhyButtonProps = {
  row: BilledRow;
  /** Whether the row is an item in review or a posted charge. */
  of: "item" | "charge";
  /** Further facts of the row. */
  facts?: readonly { label: string; value: ReactNode }[];
};

/** Opens the calculation of one amount, with the way to what was counted for it. */
export function WhyButton({ row, of, facts = [] }: WhyButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const about = `${formatMoney(row.amount, row.currency)} for ${row.accountName}: ${row.lineName}`;
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={`Why ${about}`}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        Why
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        position="right"
        size="lg"
        title="Why this amount"
        styles={{ title: { fontWeight: 650, fontSize: "1.0625rem" } }}
      >
        <div className={classes.whyAmount}>
          <Money amount={row.amount} currency={row.currency} isTotal />
        </div>
        <p className={classes.whySentence}>{row.explanation}</p>
        <KeyValue
          entries={[
            { label: "Service line", value: row.lineName, note: `${row.accountName}, ${row.contractName}` },
            { label: "Type", value: KIND_LABELS[row.kind] },
            {
              label: "Period",
              value: <CalendarPeriod startOn={row.periodStartOn} endOn={row.periodEndOn} />,
            },
            { label: "Effective", value: <CalendarDate on={row.effectiveOn} /> },
            {
              label: "Units",
              value: <Units units={row.units} previousUnits={row.previousUnits} variant="arrow" />,
            },
            {
              label: "Unit price",
              value: row.unitPrice ? <Money amount={row.unitPrice} currency={row.currency} /> : "–",
            },
            { label: "Days", value: <BilledDays row={row} /> },
            ...facts,
            // Of a regular item nothing changed; the count behind it is in its receipt.
            ...(row.kind === "proration" && row.units !== row.previousUnits && row.readingId
              ? [
                  {
                    label: "Why the units changed",
                    value: <WhyUnits lineId={row.lineId} readingId={row.readingId} />,
                  },
                ]
              : []),
          ]}
        />
        {row.kind !== "manual" && <WhyDerivation of={of} id={row.id} currency={row.currency} />}
        <p className={classes.whyReceipt}>
          {row.readingId ? (
            <TextLink href={`/receipts/${row.readingId}`} isStrong>
              Receipt: see the assets that were counted
            </TextLink>
          ) : row.kind === "manual" ? (
            "A person adjusted this amount."
          ) : (
            "No count stands behind these units: a person entered them."
          )}
        </p>
        <p className={classes.whyRule}>{PRORATION_RULE}</p>
      </Drawer>
    </>
  );
}
