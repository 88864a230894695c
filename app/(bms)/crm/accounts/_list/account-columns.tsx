import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { AccountRow } from "@/lib/queries/accounts";
import classes from "./accounts.module.css";
import { LINK_STATUS } from "./link-status";

const column = createAppColumnHelper<AccountRow>();

export const ACCOUNT_COLUMNS = column.columns([
  column.accessor("name", {
    header: "Account name",
    meta: { isRowHeader: true },
    cell: ({ row: { original } }) => (
      <TextLink href={`/crm/accounts/${original.id}`} isStrong>
        {original.name}
      </TextLink>
    ),
  }),
  column.accessor("accountCode", { header: "Account code", meta: { noWrap: true } }),
  column.accessor("typeName", { header: "Type", meta: { noWrap: true } }),
  column.accessor((row) => row.organizations.map(({ name }) => name).join(", "), {
    id: "organizations",
    header: "IT Glue organization",
    enableSorting: false,
    cell: ({ row: { original } }) => <Organizations of={original} />,
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original } }) => <StatusBadge {...LINK_STATUS[original.status]} />,
  }),
  column.accessor("contracts", {
    header: "Active contracts",
    meta: { align: "end", noWrap: true },
  }),
]);

function Organizations({ of: { organizations } }: { of: AccountRow }) {
  if (organizations.length === 0) return <span className={classes.muted}>None</span>;
  return (
    <ul className={classes.organizations}>
      {organizations.map(({ id, name, isMissing }) => (
        <li key={id}>
          {name}
          {isMissing && <span className={classes.muted}> (gone from IT Glue)</span>}
        </li>
      ))}
    </ul>
  );
}
