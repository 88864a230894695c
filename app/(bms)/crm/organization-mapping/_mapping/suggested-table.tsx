"use client";

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable, type TableSelection } from "@/app/_components/data-table/data-table";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import { TextLink } from "@/app/_components/text-link";
import type { MappingPage } from "@/lib/queries/organization-mapping";
import type { LikelyMatch, SuggestedRow } from "@/lib/queries/organization-mapping/suggested";
import { acceptSuggestionsAction } from "../actions";
import { AcceptedNews } from "./accepted-news";
import { LinkToAccountDialog } from "./link-to-account-dialog";
import classes from "./mapping.module.css";
import { DEFAULT_SORTS, PAGE_SIZE } from "./mapping-address";
import { OrganizationCell } from "./organization-cell";

const column = createAppColumnHelper<SuggestedRow>();

/** Id of a row: with server paging, a ticked row of another page is known by its id alone. */
const idOf = ({ organization, account }: SuggestedRow) => `${organization.id} ${account.id}`;
function pairOf(id: string): { organizationId: string; accountId: string } {
  const [organizationId = "", accountId = ""] = id.split(" ");
  return { organizationId, accountId };
}

const organizationsInWords = (many: number) => (many === 1 ? "1 organization" : `${many} organizations`);

type SuggestedTableProps = {
  page: MappingPage<SuggestedRow>;
  timeZone: string;
  mayManage: boolean;
  empty: EmptyStateProps;
};

/** Organizations that are like an account by name, best first; each is accepted alone, or the ticked ones at once. */
export function SuggestedTable({ page, timeZone, mayManage, empty }: SuggestedTableProps) {
  const [choosing, setChoosing] = useState<SuggestedRow | null>(null);
  const [asked, setAsked] = useState<TableSelection<SuggestedRow> | null>(null);
  const accept = useAppAction(acceptSuggestionsAction, {
    onSuccess: () => {
      asked?.clear();
      setAsked(null);
    },
  });
  const { execute, isPending } = accept;
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor((row) => row.organization.name, {
          id: "organization",
          header: "IT Glue organization",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <OrganizationCell organization={original.organization} timeZone={timeZone} />
          ),
        }),
        column.accessor((row) => row.account.name, {
          id: "account",
          header: "Likely account",
          cell: ({ row: { original } }) => <Likely row={original} />,
        }),
        column.accessor("score", {
          header: "Likeness",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original } }) => <span className="numeric">{original.score} %</span>,
        }),
        ...(mayManage
          ? [
              column.display({
                id: "deeds",
                header: () => <span className="visually-hidden">Link</span>,
                meta: { label: "Link", align: "end" },
                cell: ({ row: { original: row } }) => (
                  <div className={classes.deeds}>
                    {row.byHand === null && (
                      <Button
                        size="xs"
                        aria-disabled={isPending || undefined}
                        onClick={() => {
                          if (!isPending) execute({ suggestions: [pairOf(idOf(row))] });
                        }}
                      >
                        Accept
                        <span className="visually-hidden">
                          {" "}
                          {row.organization.name} as {row.account.name}
                        </span>
                      </Button>
                    )}
                    <Button size="xs" variant="default" onClick={() => setChoosing(row)}>
                      Choose…<span className="visually-hidden"> the account of {row.organization.name}</span>
                    </Button>
                  </div>
                ),
              }),
            ]
          : []),
      ]),
    [timeZone, mayManage, execute, isPending],
  );
  const isAsking = asked !== null;
  return (
    <>
      <div className={classes.news}>
        {accept.error && !isAsking && <ActionErrorAlert error={accept.error} />}
        {accept.data && !accept.error && !isPending && <AcceptedNews accepted={accept.data} />}
      </div>
      <DataTable
        caption="Suggested links"
        processing="server"
        rows={page.rows}
        rowCount={page.rowCount}
        pageSize={PAGE_SIZE}
        columns={columns}
        rowId={idOf}
        searchLabel="Search organization or account"
        defaultSort={DEFAULT_SORTS.suggested}
        empty={empty}
        selection={
          mayManage
            ? {
                rowLabel: ({ organization, account }) => `${organization.name} as ${account.name}`,
                isSelectable: ({ byHand }) => byHand === null,
                actions: (chosen) => (
                  <Button
                    onClick={() => {
                      accept.reset();
                      setAsked(chosen);
                    }}
                  >
                    Accept {chosen.ids.length === 1 ? "1 suggestion" : `${chosen.ids.length} suggestions`}
                  </Button>
                ),
              }
            : undefined
        }
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={`Link ${organizationsInWords(asked?.ids.length ?? 0)} to the suggested accounts?`}
        confirmLabel="Link them"
        pendingLabel="Linking…"
        isPending={isPending}
        error={accept.error}
        onConfirm={() => execute({ suggestions: (asked?.ids ?? []).map(pairOf) })}
        onCancel={() => {
          accept.reset();
          setAsked(null);
        }}
      >
        {asked && <ChosenPairs chosen={asked} />}
        <p style={{ margin: 0 }}>
          What is documented for them is counted for these accounts from the next count on. No account is
          overwritten. A suggestion that no longer stands is left out, and you are told which and why.
        </p>
      </ConfirmDialog>
      {choosing && (
        <LinkToAccountDialog organization={choosing.organization} onClose={() => setChoosing(null)} />
      )}
    </>
  );
}

const SHOWN_PAIRS = 8;

function ChosenPairs({ chosen: { ids, rows } }: { chosen: TableSelection<SuggestedRow> }) {
  const shown = rows.slice(0, SHOWN_PAIRS);
  return (
    <ul className={classes.pairs}>
      {shown.map((row) => (
        <li key={idOf(row)}>
          {row.organization.name} <span className={classes.quiet}>as</span> {row.account.name}
        </li>
      ))}
      {ids.length > shown.length && <li>and {ids.length - shown.length} more</li>}
    </ul>
  );
}

function Likely({ row: { account, others, byHand } }: { row: SuggestedRow }) {
  const named = ({ name, accountCode }: LikelyMatch) => (accountCode ? `${name} (${accountCode})` : name);
  return (
    <>
      <TextLink href={`/crm/accounts/${account.id}`}>{named(account)}</TextLink>
      {byHand === "tied" && (
        <div className={classes.quiet}>Another account is as much like it: choose which one</div>
      )}
      {byHand === "has-organization" && (
        <div className={classes.quiet}>
          Has {organizationsInWords(account.organizations)} already: choose it only if it is the same customer
        </div>
      )}
      {others.length > 0 && (
        <div className={classes.quiet}>
          Also: {others.map((other) => `${named(other)}, ${other.score} %`).join("; ")}
        </div>
      )}
    </>
  );
}
