"use client";

import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { TextLink } from "@/app/_components/text-link";
import type { ParkedAccount } from "@/lib/queries/conservation";
import classes from "./conservation.module.css";
import { ReleaseDialog } from "./release-dialog";

const REASONS = {
  conservation: "Does not add up",
  "billing-fault": "Cannot be billed",
  "too-many-items": "Too many items",
  "run-failed": "A run failed",
} as const satisfies Record<ParkedAccount["reason"], string>;

const helper = createAppColumnHelper<ParkedAccount>();

type ParkedTableProps = { parked: readonly ParkedAccount[]; timeZone: string; canRelease: boolean };

/** Accounts of which nothing is posted or invoiced until they add up again, or a person releases them. */
export function ParkedTable({ parked, timeZone, canRelease }: ParkedTableProps) {
  const [asked, setAsked] = useState<ParkedAccount | null>(null);
  const [released, setReleased] = useState<string | null>(null);
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("accountName", {
          header: "Account",
          meta: { width: "22%" },
          cell: ({ row: { original } }) => (
            <div>
              <TextLink href={`/crm/accounts/${original.accountId}`} isStrong>
                {original.accountName}
              </TextLink>
              <div className={classes.quiet}>{REASONS[original.reason]}</div>
            </div>
          ),
        }),
        helper.accessor("explanation", {
          header: "Why it is parked",
          enableSorting: false,
          cell: ({ row: { original } }) => (
            <div className={classes.sentence}>
              {original.explanation}{" "}
              {original.lineId && original.contractId && (
                <TextLink href={`/finance/contracts/${original.contractId}/services/${original.lineId}`}>
                  Open the service line
                  <span className="visually-hidden"> of {original.accountName}</span>
                </TextLink>
              )}
            </div>
          ),
        }),
        helper.accessor("parkedAt", {
          header: "Since",
          meta: { noWrap: true },
          cell: ({ getValue }) => <Instant at={getValue()} timeZone={timeZone} />,
        }),
        ...(canRelease
          ? [
              helper.display({
                id: "release",
                header: () => <span className="visually-hidden">Release</span>,
                meta: { label: "Release", align: "end" },
                cell: ({ row: { original } }) => (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Release ${original.accountName}`}
                    onClick={() => setAsked(original)}
                  >
                    Release
                  </Button>
                ),
              }),
            ]
          : []),
      ]),
    [canRelease, timeZone],
  );
  return (
    <div className={classes.parked}>
      {released && (
        <InlineAlert tone="ok" isLive>
          {released} is released: the next run bills it again.
        </InlineAlert>
      )}
      <DataTable
        caption="Parked accounts"
        rows={parked}
        columns={columns}
        rowId={(row) => row.id}
        searchLabel={parked.length > 5 ? "Search account or reason" : undefined}
        defaultSort={{ columnId: "accountName", direction: "asc" }}
        empty={{
          icon: <IconCircleCheck size={26} stroke={1.5} />,
          title: "No account is parked",
          description: "An account that does not add up would stand here, and all others would be billed.",
        }}
      />
      {asked && (
        <ReleaseDialog
          account={asked}
          onReleased={() => {
            setReleased(asked.accountName);
            setAsked(null);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
