"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { FlaggedValue } from "@/lib/queries/coverage";
import { withdrawExceptionAction } from "../actions";
import { AcceptDialog } from "./accept-dialog";
import classes from "./coverage.module.css";

type CoverageTableProps = {
  accountId: string;
  flagged: FlaggedValue[];
  canManage: boolean;
  timeZone: string;
};

const helper = createAppColumnHelper<FlaggedValue>();
const nameOf = ({ assetName, assetId }: FlaggedValue) => assetName || `Asset ${assetId}`;
const stateOf = ({ kind, exception }: FlaggedValue) =>
  exception ? "Accepted" : kind === "unbilled" ? "Unbilled" : "Billed twice";

/** Values that are not billed exactly once: what waits for somebody first, accepted ones with their reasons after. */
export function CoverageTable({ accountId, flagged, canManage, timeZone }: CoverageTableProps) {
  const [asked, setAsked] = useState<FlaggedValue | null>(null);
  const withdraw = useAppAction(withdrawExceptionAction, {
    onSuccess: () => notifications.show({ color: "green", message: "The exception was taken back." }),
  });
  const { execute, isPending } = withdraw;
  const rows = useMemo(
    () => [...flagged].sort((a, b) => Number(a.exception !== null) - Number(b.exception !== null)),
    [flagged],
  );
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor((value) => `${nameOf(value)} ${value.part ?? ""} ${value.organizationName}`, {
          id: "asset",
          header: "Asset",
          meta: { width: "28%" },
          cell: ({ row: { original } }) => (
            <div>
              {nameOf(original)}
              {original.part !== null && `: ${original.part}`}
              <div className={classes.quiet}>
                {original.assetTypeName}, {original.organizationName}
              </div>
            </div>
          ),
        }),
        helper.accessor("units", {
          header: "Units",
          sortFn: "decimal",
          enableGlobalFilter: false,
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original } }) => (
            <div>
              <Units units={original.units} />
              <div className={classes.quiet}>{original.measure}</div>
            </div>
          ),
        }),
        helper.accessor(stateOf, {
          id: "state",
          header: "State",
          cell: ({ row: { original } }) => (
            <div>
              {stateOf(original)}
              {original.exception && (
                <div className={classes.quiet}>
                  {original.exception.reason} – {original.exception.acceptedBy},{" "}
                  <Instant at={original.exception.acceptedAt} timeZone={timeZone} />
                </div>
              )}
            </div>
          ),
        }),
        helper.accessor((value) => value.lines.map(({ lineName }) => lineName).join(" "), {
          id: "lines",
          header: "Service lines",
          enableSorting: false,
          cell: ({ row: { original } }) =>
            original.lines.length === 0
              ? "None"
              : original.lines.map(({ lineId, lineName, contractId }) => (
                  <div key={lineId}>
                    <TextLink href={`/finance/contracts/${contractId}/services/${lineId}`}>
                      {lineName}
                    </TextLink>
                  </div>
                )),
        }),
        ...(canManage
          ? [
              helper.display({
                id: "decide",
                header: () => <span className="visually-hidden">Decide</span>,
                meta: { label: "Decide", align: "end" },
                cell: ({ row: { original } }) => {
                  const { exception } = original;
                  return exception ? (
                    <Button
                      size="xs"
                      variant="default"
                      disabled={isPending}
                      aria-label={`Take back the exception of ${nameOf(original)}`}
                      onClick={() => execute({ exceptionId: exception.id })}
                    >
                      Take back
                    </Button>
                  ) : (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Accept ${nameOf(original)} as ${stateOf(original).toLowerCase()}`}
                      onClick={() => setAsked(original)}
                    >
                      Accept
                    </Button>
                  );
                },
              }),
            ]
          : []),
      ]),
    [canManage, timeZone, isPending, execute],
  );
  return (
    <>
      {withdraw.error && <ActionErrorAlert error={withdraw.error} />}
      <DataTable
        caption="Values that are not billed exactly once"
        rows={rows}
        columns={columns}
        rowId={({ key }) => key}
        searchLabel={rows.length > 5 ? "Search asset or service line" : undefined}
        empty={{
          icon: <IconCircleCheck size={26} stroke={1.5} />,
          title: "Everything is billed exactly once",
          description: "No value of this account's billed asset types is left out or billed twice.",
        }}
      />
      {asked && (
        <AcceptDialog
          accountId={accountId}
          value={asked}
          title={`Accept ${nameOf(asked)} as ${stateOf(asked).toLowerCase()}?`}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
