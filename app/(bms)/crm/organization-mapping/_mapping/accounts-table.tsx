"use client";

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import { TextLink } from "@/app/_components/text-link";
import type { MappingPage } from "@/lib/queries/organization-mapping";
import type { UnmappedAccountRow } from "@/lib/queries/organization-mapping/unmapped-accounts";
import { LinkOrganizationDialog } from "./link-organization-dialog";
import classes from "./mapping.module.css";
import { DEFAULT_SORTS, PAGE_SIZE } from "./mapping-address";

const column = createAppColumnHelper<UnmappedAccountRow>();

type AccountsTableProps = {
  page: MappingPage<UnmappedAccountRow>;
  mayManage: boolean;
  empty: EmptyStateProps;
};

/** Accounts without an organization: nothing can be counted for them. */
export function AccountsTable({ page, mayManage, empty }: AccountsTableProps) {
  const [linking, setLinking] = useState<UnmappedAccountRow | null>(null);
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          id: "account",
          header: "Account",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <TextLink href={`/crm/accounts/${original.id}`} isStrong>
              {original.name}
            </TextLink>
          ),
        }),
        column.accessor("accountCode", {
          header: "Account code",
          meta: { noWrap: true },
          cell: ({ getValue }) => getValue() ?? "–",
        }),
        column.accessor("typeName", { header: "Type", cell: ({ getValue }) => getValue() ?? "–" }),
        column.accessor("contracts", {
          header: "Active contracts",
          meta: { align: "end", noWrap: true },
        }),
        ...(mayManage
          ? [
              column.display({
                id: "deeds",
                header: () => <span className="visually-hidden">Link</span>,
                meta: { label: "Link", align: "end" },
                cell: ({ row: { original } }) => (
                  <div className={classes.deeds}>
                    <Button size="xs" variant="default" onClick={() => setLinking(original)}>
                      Link an organization…
                      <span className="visually-hidden"> to {original.name}</span>
                    </Button>
                  </div>
                ),
              }),
            ]
          : []),
      ]),
    [mayManage],
  );
  return (
    <>
      <DataTable
        caption="Accounts without an organization"
        processing="server"
        rows={page.rows}
        rowCount={page.rowCount}
        pageSize={PAGE_SIZE}
        columns={columns}
        rowId={(row) => row.id}
        searchLabel="Search accounts"
        defaultSort={DEFAULT_SORTS.accounts}
        empty={empty}
      />
      {linking && (
        // The row as it is now: another link may have raised the account's version meanwhile.
        <LinkOrganizationDialog
          account={page.rows.find(({ id }) => id === linking.id) ?? linking}
          onClose={() => setLinking(null)}
        />
      )}
    </>
  );
}
