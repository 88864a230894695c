import { CalendarDate } from "@/app/_components/calendar-date";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { Instant } from "@/app/_components/instant";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import type { PriceRecord } from "@/lib/queries/line-page";
import classes from "./line-page.module.css";

type PricesHistoryProps = { prices: readonly PriceRecord[]; currency: string; timeZone: string };

/** Price history: which price counts for which days. */
export function PricesHistory({ prices, currency, timeZone }: PricesHistoryProps) {
  return (
    <SectionCard title="Price history" padding="flush">
      <PlainTable
        caption="Prices of this service line, the latest first"
        columns={[
          { key: "days", header: "Counts for", width: "30%" },
          { key: "price", header: "Unit price", align: "end", noWrap: true },
          { key: "cost", header: "Unit cost", align: "end", noWrap: true },
          { key: "recorded", header: "Recorded" },
        ]}
        rows={prices.map((record) => ({
          key: record.id,
          cells: {
            days: record.isReplaced ? (
              <>
                <span className={classes.replaced}>
                  from <CalendarDate on={record.effectiveOn} />
                </span>
                <div className={classes.muted}>Replaced by a later record</div>
              </>
            ) : (
              <CalendarPeriod startOn={record.effectiveOn} endOn={record.throughOn} />
            ),
            price: <Money amount={record.unitPrice} currency={currency} />,
            cost: record.unitCost === null ? "–" : <Money amount={record.unitCost} currency={currency} />,
            recorded: (
              <>
                {record.recordedBy}
                <div className={classes.muted}>
                  <Instant at={record.recordedAt} timeZone={timeZone} />
                </div>
              </>
            ),
          },
        }))}
      />
    </SectionCard>
  );
}
