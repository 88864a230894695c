"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import { Instant } from "@/app/_components/instant";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { MappingPage } from "@/lib/queries/organization-mapping";
import type { LinkedRow } from "@/lib/queries/organization-mapping/linked";
import { reasonInWords } from "../../organization-sync-log/_log/sync-log-words";
import { makeLeadingAction } from "../actions";
import { LINK_LOOKS } from "./link-look";
import classes from "./mapping.module.css";
import { DEFAULT_SORTS, PAGE_SIZE } from "./mapping-address";
import { OrganizationCell } from "./organization-cell";
import { UnlinkDialog } from "./unlink-dialog";

const column = createAppColumnHelper<LinkedRow>();

const FILTERS = [
  {
    key: "state",
    label: "Status",
    options: [
      ...Object.entries(LINK_LOOKS).map(([value, { label }]) => ({ value, label })),
      { value: "several", label: "Several organizations" },
    ],
  },
];

type LinkedTableProps = {
  page: MappingPage<LinkedRow>;
  timeZone: string;
  mayManage: boolean;
  empty: EmptyStateProps;
};

/** Linked organizations with their accounts; several of one account stand together, the leading one first. */
export function LinkedTable({ page, timeZone, mayManage, empty }: LinkedTableProps) {
  const [asked, setAsked] = useState<LinkedRow | null>(null);
  const lead = useAppAction(makeLeadingAction, {
    onSuccess: ({ organizationName }) =>
      notifications.show({
        color: "green",
        message: `${organizationName} leads now: its name, code, type and status are kept the same on both sides.`,
      }),
  });
  const { execute, isPending } = lead;
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor((row) => row.account.name, {
          id: "account",
          header: "Account",
          cell: ({ row: { original } }) => (
            <>
              <TextLink href={`/crm/accounts/${original.account.id}`} isStrong>
                {original.account.name}
              </TextLink>
              {original.account.accountCode && (
                <div className={classes.quiet}>{original.account.accountCode}</div>
              )}
            </>
          ),
        }),
        column.accessor((row) => row.organization.name, {
          id: "organization",
          header: "IT Glue organization",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <>
              <OrganizationCell {...original} timeZone={timeZone} />
              {original.organizations > 1 && (
                <div className={classes.quiet}>
                  {original.isLeading ? "Leading one" : "One, not leading,"} of {original.organizations}{" "}
                  organizations
                </div>
              )}
            </>
          ),
        }),
        column.accessor("state", {
          header: "Status",
          cell: ({ row: { original } }) => (
            <>
              <StatusBadge {...LINK_LOOKS[original.state]} />
              {original.problem !== null && (
                <div className={classes.quiet}>{reasonInWords(original.problem)}</div>
              )}
            </>
          ),
        }),
        column.accessor("linkedAt", {
          header: "Linked",
          meta: { noWrap: true },
          cell: ({ row: { original } }) => <Instant at={original.linkedAt} timeZone={timeZone} />,
        }),
        ...(mayManage
          ? [
              column.display({
                id: "deeds",
                header: () => <span className="visually-hidden">Change</span>,
                meta: { label: "Change", align: "end" },
                cell: ({ row: { original: row } }) => (
                  <div className={classes.deeds}>
                    {row.organizations > 1 && !row.isLeading && row.organization.missingSince === null && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-disabled={isPending || undefined}
                        onClick={() => {
                          if (isPending) return;
                          execute({
                            accountId: row.account.id,
                            version: row.account.version,
                            organizationId: row.organization.id,
                          });
                        }}
                      >
                        Make leading
                        <span className="visually-hidden"> organization: {row.organization.name}</span>
                      </Button>
                    )}
                    <Button size="xs" variant="default" onClick={() => setAsked(row)}>
                      Unlink<span className="visually-hidden"> {row.organization.name}</span>
                    </Button>
                  </div>
                ),
              }),
            ]
          : []),
      ]),
    [timeZone, mayManage, execute, isPending],
  );
  return (
    <>
      {lead.error && (
        <div className={classes.news}>
          <ActionErrorAlert error={lead.error} />
        </div>
      )}
      <DataTable
        caption="Linked organizations"
        processing="server"
        rows={page.rows}
        rowCount={page.rowCount}
        pageSize={PAGE_SIZE}
        columns={columns}
        rowId={(row) => row.organization.id}
        searchLabel="Search organization or account"
        filters={FILTERS}
        defaultSort={DEFAULT_SORTS.linked}
        empty={empty}
      />
      {asked && (
        <UnlinkDialog
          organization={asked.organization}
          account={asked.account}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
