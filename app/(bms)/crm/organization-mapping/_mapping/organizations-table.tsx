"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import { TextLink } from "@/app/_components/text-link";
import type { MappingPage } from "@/lib/queries/organization-mapping";
import type { UnmappedOrganizationRow } from "@/lib/queries/organization-mapping/unmapped-organizations";
import { createAccountAction } from "../../accounts/actions";
import { LinkToAccountDialog } from "./link-to-account-dialog";
import classes from "./mapping.module.css";
import { DEFAULT_SORTS, PAGE_SIZE } from "./mapping-address";
import { OrganizationCell } from "./organization-cell";

const column = createAppColumnHelper<UnmappedOrganizationRow>();

const FILTERS = [
  {
    key: "state",
    label: "Show",
    options: [
      { value: "not-selected", label: "Not selected" },
      { value: "gone", label: "Gone" },
    ],
  },
];

type OrganizationsTableProps = {
  page: MappingPage<UnmappedOrganizationRow>;
  timeZone: string;
  mayManage: boolean;
  empty: EmptyStateProps;
};

/** Organizations without an account: what is documented for them is billed to nobody. */
export function OrganizationsTable({ page, timeZone, mayManage, empty }: OrganizationsTableProps) {
  const [choosing, setChoosing] = useState<UnmappedOrganizationRow | null>(null);
  const create = useAppAction(createAccountAction, {
    onSuccess: ({ name }) =>
      notifications.show({ color: "green", message: `The account ${name} was created.` }),
  });
  const { execute, isPending } = create;
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor((row) => row.organization.name, {
          id: "organization",
          header: "IT Glue organization",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <OrganizationCell {...original} timeZone={timeZone} hasKindColumns />
          ),
        }),
        column.accessor((row) => row.organization.typeName, {
          id: "typeName",
          header: "Type",
          cell: ({ getValue }) => getValue() ?? "–",
        }),
        column.accessor((row) => row.organization.statusName, {
          id: "statusName",
          header: "Status in IT Glue",
          cell: ({ getValue }) => getValue() ?? "–",
        }),
        column.accessor((row) => row.suggested?.name, {
          id: "suggested",
          header: "Likely account",
          enableSorting: false,
          cell: ({ row: { original } }) =>
            original.suggested ? (
              <>
                <TextLink href={`/crm/accounts/${original.suggested.id}`}>{original.suggested.name}</TextLink>{" "}
                <span className={classes.quiet}>{original.suggested.score} %</span>
              </>
            ) : (
              <span className={classes.quiet}>None by name</span>
            ),
        }),
        ...(mayManage
          ? [
              column.display({
                id: "deeds",
                header: () => <span className="visually-hidden">Link</span>,
                meta: { label: "Link", align: "end" },
                cell: ({ row: { original: row } }) =>
                  row.organization.missingSince === null && (
                    <div className={classes.deeds}>
                      <Button size="xs" variant="default" onClick={() => setChoosing(row)}>
                        Link…<span className="visually-hidden"> {row.organization.name}</span>
                      </Button>
                      <Button
                        size="xs"
                        variant="default"
                        aria-disabled={isPending || undefined}
                        onClick={() => {
                          if (!isPending) execute({ organizationId: row.organization.id });
                        }}
                      >
                        Create account
                        <span className="visually-hidden"> for {row.organization.name}</span>
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
      {create.error && (
        <div className={classes.news}>
          <ActionErrorAlert error={create.error} />
        </div>
      )}
      <DataTable
        caption="Organizations without an account"
        processing="server"
        rows={page.rows}
        rowCount={page.rowCount}
        pageSize={PAGE_SIZE}
        columns={columns}
        rowId={(row) => row.organization.id}
        searchLabel="Search organizations"
        filters={FILTERS}
        defaultSort={DEFAULT_SORTS.organizations}
        empty={empty}
      />
      {choosing && (
        <LinkToAccountDialog organization={choosing.organization} onClose={() => setChoosing(null)} />
      )}
    </>
  );
}
