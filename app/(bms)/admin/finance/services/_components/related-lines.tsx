"use client";

import { Button, Checkbox } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Money } from "@/app/_components/money";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { ServiceLineRow } from "@/lib/queries/service-lines";
import type { ServiceRow } from "@/lib/queries/services";
import { setLineExcludedAction } from "../actions";
import { ChangeLinesDialog } from "./change-lines-dialog";
import { ChangedLinesNews } from "./changed-lines-news";
import { type BulkOutcome, type ChosenLine, chosenLine, chosenLineId } from "./chosen-lines";
import { marginOf } from "./margin";
import {
  RELATED_LINES_DEFAULT_SORT,
  RELATED_LINES_KEY,
  RELATED_LINES_PER_PAGE,
} from "./related-lines-address";
import classes from "./services.module.css";

const column = createAppColumnHelper<ServiceLineRow>();

type RelatedLinesProps = {
  service: ServiceRow;
  rows: ServiceLineRow[];
  rowCount: number;
  /** Today on the tenant's server. */
  businessOn: string;
  canManage: boolean;
};

/** Related contract lines: where the service is billed, at which price, and one change for those that are ticked. */
export function RelatedLines({ service, rows, rowCount, businessOn, canManage }: RelatedLinesProps) {
  const [asked, setAsked] = useState<{ lines: ChosenLine[]; clear: () => void } | null>(null);
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null);
  // The button that asked is gone with the selection: the keyboard goes on from what came of it.
  const news = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (outcome) news.current?.focus();
  }, [outcome]);
  const exclude = useAppAction(setLineExcludedAction);
  const { execute, isPending } = exclude;

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: "Service line",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <TextLink href={`/finance/contracts/${original.contractId}/services/${original.id}`} isStrong>
              {original.name}
            </TextLink>
          ),
        }),
        column.accessor("accountName", {
          id: "account",
          header: "Account",
          cell: ({ row: { original } }) => (
            <TextLink href={`/crm/accounts/${original.accountId}`}>{original.accountName}</TextLink>
          ),
        }),
        column.accessor("contractName", {
          id: "contract",
          header: "Contract",
          cell: ({ row: { original } }) => (
            <>
              <TextLink href={`/finance/contracts/${original.contractId}`}>{original.contractName}</TextLink>
              {original.contractStatus === "inactive" && (
                <div>
                  <StatusBadge status="inactive" />
                </div>
              )}
            </>
          ),
        }),
        column.accessor("startOn", {
          header: "Start",
          cell: ({ row: { original } }) => <CalendarDate on={original.startOn} />,
        }),
        column.accessor("endOn", {
          header: "End",
          cell: ({ row: { original } }) => (
            <>
              <CalendarDate on={original.endOn} />
              {original.endOn !== null && original.endOn < businessOn && (
                <div>
                  <StatusBadge status="ended" />
                </div>
              )}
            </>
          ),
        }),
        column.display({
          id: "units",
          header: "Billed units",
          meta: { align: "end" },
          cell: ({ row: { original } }) => <Units units={original.billedUnits} />,
        }),
        column.display({
          id: "unitCost",
          header: "Unit cost",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original: row } }) =>
            row.price?.unitCost ? <Money amount={row.price.unitCost} currency={row.currency} /> : "–",
        }),
        column.display({
          id: "unitPrice",
          header: "Unit price",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original } }) => <LinePriceCell row={original} />,
        }),
        column.display({
          id: "margin",
          header: "Margin",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original: row } }) => {
            const margin = row.price && marginOf(row.price.unitPrice, row.price.unitCost);
            return <span className="numeric">{margin?.percent ? `${margin.percent} %` : "–"}</span>;
          },
        }),
        column.display({
          id: "priceOn",
          header: "Price effective",
          cell: ({ row: { original } }) => <CalendarDate on={original.price?.effectiveOn ?? null} />,
        }),
        column.display({
          id: "excluded",
          header: "Exclude from bulk changes",
          cell: ({ row: { original: row } }) =>
            canManage ? (
              <Checkbox
                aria-label={`Exclude ${row.name} of ${row.accountName} from bulk changes`}
                checked={row.isExcluded}
                aria-disabled={isPending || undefined}
                onChange={(event) => {
                  // A disabled box would lose the keyboard's place in the table.
                  if (isPending) return;
                  execute({ lineId: row.id, version: row.version, isExcluded: event.currentTarget.checked });
                }}
              />
            ) : row.isExcluded ? (
              "Yes"
            ) : (
              "No"
            ),
        }),
      ]),
    [businessOn, canManage, execute, isPending],
  );

  return (
    <SectionCard
      id="related-contract-lines"
      title="Related contract lines"
      description="Each keeps the name, price and cost agreed on it."
      padding="flush"
    >
      <div ref={news} tabIndex={-1} className={classes.news}>
        {exclude.error && <ActionErrorAlert error={exclude.error} />}
        {outcome && <ChangedLinesNews {...outcome} />}
      </div>
      <DataTable
        caption="Related contract lines"
        urlKey={RELATED_LINES_KEY}
        processing="server"
        rows={rows}
        rowCount={rowCount}
        pageSize={RELATED_LINES_PER_PAGE}
        columns={columns}
        rowId={chosenLineId}
        searchLabel="Search account, contract or line"
        defaultSort={RELATED_LINES_DEFAULT_SORT}
        filters={[
          {
            key: "state",
            label: "Billed",
            choose: "one",
            options: [
              { value: "current", label: "Billed now or later" },
              { value: "ended", label: "Ended" },
            ],
          },
          {
            key: "excluded",
            label: "Bulk changes",
            choose: "one",
            options: [
              { value: "no", label: "Taking part" },
              { value: "yes", label: "Excluded" },
            ],
          },
        ]}
        empty={{
          title: "No contract line bills this service yet",
          description: "Add it to a contract under Finance > Contracts.",
        }}
        selection={
          canManage
            ? {
                rowLabel: ({ name, accountName }) => `${name} of ${accountName}`,
                isSelectable: ({ isExcluded }) => !isExcluded,
                actions: (selection) => (
                  <Button
                    onClick={() => {
                      setOutcome(null);
                      setAsked({ lines: selection.ids.map(chosenLine), clear: selection.clear });
                    }}
                  >
                    Change chosen lines
                  </Button>
                ),
              }
            : undefined
        }
      />
      {asked && (
        <ChangeLinesDialog
          service={service}
          chosen={asked.lines}
          onDone={(done) => {
            asked.clear();
            setAsked(null);
            setOutcome(done);
          }}
          onCancel={() => setAsked(null)}
        />
      )}
    </SectionCard>
  );
}

function LinePriceCell({ row: { price, nextPrice, currency } }: { row: ServiceLineRow }) {
  return (
    <>
      {price ? <Money amount={price.unitPrice} currency={currency} /> : "–"}
      {nextPrice && (
        <div className={classes.per}>
          <Money amount={nextPrice.unitPrice} currency={currency} /> from{" "}
          <CalendarDate on={nextPrice.effectiveOn} />
        </div>
      )}
    </>
  );
}
