"use client";

import { IconRefresh } from "@tabler/icons-react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { DataTable } from "@/app/_components/data-table/data-table";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PageHeader } from "@/app/_components/page-header";
import { SubmitButton } from "@/app/_components/submit-button";
import type { AccountLinkState, AccountList } from "@/lib/queries/accounts";
import { syncOrganizationsAction } from "../actions";
import { ACCOUNT_COLUMNS } from "./account-columns";
import { ACCOUNT_TABLE, PAGE_SIZE } from "./account-table";
import classes from "./accounts.module.css";
import { LINK_STATUS } from "./link-status";
import { type SyncCounts, syncInWords } from "./sync-words";
import { UndecidedOrganizations } from "./undecided-organizations";

const FILTERS = [
  {
    key: "status",
    label: "Status",
    options: (Object.keys(LINK_STATUS) as AccountLinkState[]).map((value) => ({
      value,
      label: LINK_STATUS[value].label,
    })),
  },
];

type AccountsScreenProps = { list: AccountList; maySync: boolean; mayManage: boolean; maySetUp: boolean };

/** The list of accounts, the button that brings organizations over, and what it found. */
export function AccountsScreen({ list, maySync, mayManage, maySetUp }: AccountsScreenProps) {
  const sync = useAppAction<undefined, SyncCounts>(() => syncOrganizationsAction());
  const isReady = list.integration === "ready";
  const button = (
    <SubmitButton
      type="button"
      isPending={sync.isPending}
      pendingLabel="Reading IT Glue…"
      leftSection={<IconRefresh size={16} aria-hidden="true" />}
      onClick={() => sync.execute(undefined)}
    >
      Sync organizations now
    </SubmitButton>
  );
  const found = sync.data && !sync.error && !sync.isPending ? syncInWords(sync.data) : null;
  return (
    <>
      <PageHeader
        title="Accounts"
        trail={[{ label: "CRM" }]}
        description="Your customers. IT Glue's organizations come over as accounts, and what is documented there is counted for them."
        actions={
          <>
            {maySync && isReady && list.total > 0 && button}
            {mayManage && (
              <ButtonLink href="/crm/accounts/new" variant="default">
                Add account
              </ButtonLink>
            )}
          </>
        }
      />
      <div className={classes.news}>
        {sync.error && (
          <ActionErrorAlert error={sync.error} title="Organizations were not synced; nothing changed" />
        )}
        {found && (
          <InlineAlert tone="ok" title={found.title} isLive>
            {found.message}
          </InlineAlert>
        )}
        {list.integration === "disabled" && (
          <InlineAlert
            tone="warn"
            title="The IT Glue integration is turned off"
            action={maySetUp ? <SettingsLink /> : undefined}
          >
            No organization comes over and nothing is counted until an Administrator turns it on.
          </InlineAlert>
        )}
        {list.undecided.length > 0 && (
          <UndecidedOrganizations undecided={list.undecided} mayManage={mayManage} />
        )}
      </div>
      <DataTable
        caption="Accounts"
        processing="server"
        rows={list.rows}
        rowCount={list.rowCount}
        pageSize={PAGE_SIZE}
        columns={ACCOUNT_COLUMNS}
        rowId={(row) => row.id}
        searchLabel="Search accounts"
        filters={FILTERS}
        defaultSort={ACCOUNT_TABLE.defaultSort}
        empty={emptyState({ list, maySync, maySetUp, button })}
      />
    </>
  );
}

const SettingsLink = () => (
  <ButtonLink href="/admin/my-company/it-glue-settings">Open IT Glue Settings</ButtonLink>
);

function emptyState({
  list,
  maySync,
  maySetUp,
  button,
}: Omit<AccountsScreenProps, "mayManage"> & { button: EmptyStateProps["action"] }): EmptyStateProps {
  if (list.total > 0)
    return {
      title: "This page of the list is empty",
      description: "There are fewer accounts than its address says.",
      action: <ButtonLink href="/crm/accounts">Back to the first page</ButtonLink>,
    };
  if (list.integration !== "ready")
    return {
      title: "No accounts yet",
      description:
        "Accounts come from IT Glue. Connect your company to its IT Glue account first; then its organizations come over here.",
      action: maySetUp ? <SettingsLink /> : undefined,
    };
  return {
    title: "No accounts yet",
    description:
      "Each organization in IT Glue, but your own, becomes an account. A first sync overwrites nothing there.",
    action: maySync ? button : undefined,
  };
}
