"use client";

import { useEffect, useState } from "react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { deriveItemAction } from "../../billing-review/actions";
import { KIND_LABELS } from "./billed-cells";
import classes from "./charges.module.css";

type Derivation = NonNullable<Awaited<ReturnType<typeof deriveItemAction>>["data"]>;
type WhyDerivationProps = { of: "item" | "charge"; id: string; currency: string };

/** The whole period behind one amount, asked for when somebody looks: its days, its items, what was posted before. */
export function WhyDerivation({ of, id, currency }: WhyDerivationProps) {
  const [answer, setAnswer] = useState<Derivation | "asking" | "failed">("asking");
  useEffect(() => {
    let isLeft = false;
    deriveItemAction({ of, id }).then(
      ({ data }) => !isLeft && setAnswer(data ?? "failed"),
      () => !isLeft && setAnswer("failed"),
    );
    return () => {
      isLeft = true;
    };
  }, [of, id]);
  if (answer === "asking") return <p role="status">Working it out…</p>;
  if (answer === "failed")
    return (
      <p role="status">The calculation could not be read. Close this, reload the page and look again.</p>
    );
  const money = (amount: string) => <Money amount={amount} currency={currency} />;
  return (
    <>
      <h3 className={classes.whyHeading}>
        The period, <CalendarPeriod startOn={answer.periodStartOn} endOn={answer.periodEndOn} />
      </h3>
      <PlainTable
        caption="Days of the period by units and price"
        columns={[
          { key: "days", header: "Days" },
          { key: "units", header: "Units", align: "end" },
          { key: "price", header: "Unit price", align: "end", noWrap: true },
          { key: "share", header: "Days of days", align: "end", noWrap: true },
          { key: "exact", header: "Exact", align: "end", noWrap: true },
        ]}
        rows={answer.segments.map(({ fromOn, throughOn, units, unitPrice, days, exact }) => ({
          key: fromOn,
          cells: {
            days: <CalendarPeriod startOn={fromOn} endOn={throughOn} />,
            units,
            price: money(unitPrice),
            share: `${days} of ${answer.periodDays}`,
            exact,
          },
        }))}
        totals={[
          {
            key: "entitlement",
            // With its sum, which is no unit price: where the table is narrow, each cell stands under its header.
            cells: { days: <>In all, rounded once: {money(answer.entitlement)}</>, exact: answer.exact },
          },
        ]}
      />
      <h3 className={classes.whyHeading}>
        {of === "item" ? "Still to be posted" : "As it stood when it was posted"}
      </h3>
      <PlainTable
        caption="Items of the period, with the rounding each takes over and hands on"
        columns={[
          { key: "item", header: "Item" },
          { key: "exact", header: "Exact", align: "end", noWrap: true },
          { key: "rounding", header: "Rounding in → out", align: "end", noWrap: true },
          { key: "amount", header: "Amount", align: "end", noWrap: true },
        ]}
        rows={answer.items.map((item) => ({
          key: `${item.kind} ${item.effectiveOn}`,
          cells: {
            item: (
              <>
                {KIND_LABELS[item.kind]}, <CalendarDate on={item.effectiveOn} />
                {item.isAsked && <strong> (this one)</strong>}
                {Number(item.posted) !== 0 && (
                  <div className={classes.quiet}>
                    Due {money(item.due)}, posted {money(item.posted)}
                  </div>
                )}
                {Number(item.cut) !== 0 && (
                  <div className={classes.quiet}>Not credited, above what is billed: {money(item.cut)}</div>
                )}
              </>
            ),
            exact: item.exact ?? "–",
            rounding: item.carriedIn === null ? "–" : `${item.carriedIn} → ${item.carriedOut}`,
            amount: <Money amount={item.amount} currency={currency} isTotal={item.isAsked} />,
          },
        }))}
      />
      {answer.earlier.length > 0 && (
        <>
          <h3 className={classes.whyHeading}>Posted before</h3>
          <PlainTable
            caption="Charges of the period that were posted before"
            columns={[
              { key: "charge", header: "Charge" },
              { key: "by", header: "By" },
              { key: "amount", header: "Amount", align: "end", noWrap: true },
            ]}
            rows={answer.earlier.map((charge) => ({
              key: `${charge.kind} ${charge.effectiveOn} ${charge.postedAt} ${charge.amount}`,
              cells: {
                charge: (
                  <>
                    {KIND_LABELS[charge.kind]}, <CalendarDate on={charge.effectiveOn} />
                    {charge.reason && <div className={classes.quiet}>{charge.reason}</div>}
                  </>
                ),
                by: charge.postedBy,
                amount: money(charge.amount),
              },
            }))}
          />
        </>
      )}
      <h3 className={classes.whyHeading}>Terms</h3>
      <p className={classes.lead}>{answer.terms}</p>
    </>
  );
}
