"use client";

import { Button, NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable, type TableSelection } from "@/app/_components/data-table/data-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import { MOST_ACCOUNTS_AT_ONCE } from "@/lib/inputs/apply-rule";
import type { RuleAccount } from "@/lib/queries/apply-rule";
import classes from "./apply-rule.module.css";
import { accountsInWords } from "./chosen-previews";

const column = createAppColumnHelper<RuleAccount>();

type AccountsSectionProps = {
  accounts: RuleAccount[];
  /** The contract chosen for an account that has several. */
  contractOf: Readonly<Record<string, string>>;
  onContract: (accountId: string, contractId: string) => void;
  isCounting: boolean;
  onPreview: (selection: TableSelection<RuleAccount>) => void;
};

/** Which accounts get a line; those that cannot are listed with the reason and the way out. */
export function AccountsSection(props: AccountsSectionProps) {
  const { accounts, contractOf, onContract, isCounting, onPreview } = props;
  const choosable = accounts.filter(({ reason }) => reason === null).length;
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("accountName", {
          id: "account",
          header: "Account",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <TextLink href={`/crm/accounts/${original.accountId}`}>{original.accountName}</TextLink>
          ),
        }),
        column.accessor(({ contracts }) => contracts.map(({ name }) => name).join(" "), {
          id: "contract",
          header: "Contract",
          cell: ({ row: { original } }) => (
            <ContractCell
              account={original}
              contractId={contractOf[original.accountId]}
              onContract={onContract}
            />
          ),
        }),
        column.accessor(({ reason }) => (reason === null ? "yes" : "no"), {
          id: "choosable",
          header: "Can be chosen",
          cell: ({ row: { original } }) => <ReasonCell account={original} />,
        }),
      ]),
    [contractOf, onContract],
  );
  return (
    <SectionCard
      title="Accounts"
      description={`${choosable} of ${accountsInWords(accounts.length)} can be chosen.`}
      padding="flush"
    >
      <DataTable
        caption="accounts"
        urlKey="accounts"
        rows={accounts}
        columns={columns}
        rowId={({ accountId }) => accountId}
        searchLabel="Search accounts"
        // Those that can be chosen come first, each kind by name as it was read.
        defaultSort={{ columnId: "choosable", direction: "desc" }}
        filters={[
          {
            key: "choosable",
            label: "Can be chosen",
            choose: "one",
            options: [
              { value: "yes", label: "Can be chosen" },
              { value: "no", label: "Cannot be chosen" },
            ],
          },
        ]}
        empty={{
          title: "No accounts yet",
          description: "Accounts come over from IT Glue, or are added under CRM > Accounts.",
          action: <TextLink href="/crm/accounts">Open accounts</TextLink>,
        }}
        selection={{
          rowLabel: ({ accountName }) => accountName,
          isSelectable: ({ reason }) => reason === null,
          summary: ({ ids }) =>
            ids.length > MOST_ACCOUNTS_AT_ONCE && `at most ${MOST_ACCOUNTS_AT_ONCE} accounts at once`,
          actions: (selection) => (
            <Button
              disabled={isCounting || selection.ids.length > MOST_ACCOUNTS_AT_ONCE}
              onClick={() => onPreview(selection)}
            >
              Preview counts
            </Button>
          ),
        }}
      />
    </SectionCard>
  );
}

type ContractCellProps = {
  account: RuleAccount;
  contractId: string | undefined;
  onContract: (accountId: string, contractId: string) => void;
};

function ContractCell({ account, contractId, onContract }: ContractCellProps) {
  const { accountId, accountName, contracts } = account;
  const [first, ...others] = contracts;
  if (!first) return "–";
  if (others.length === 0) return <TextLink href={`/finance/contracts/${first.id}`}>{first.name}</TextLink>;
  return (
    <NativeSelect
      aria-label={`Contract of ${accountName}`}
      size="xs"
      data={contracts.map(({ id, name, contractNumber }) => ({
        value: id,
        label: `${name} (${contractNumber})`,
      }))}
      value={contractId ?? first.id}
      onChange={(event) => onContract(accountId, event.currentTarget.value)}
    />
  );
}

/** A reason, with the page where it can be put right. */
function ReasonCell({ account: { accountId, reason } }: { account: RuleAccount }) {
  if (reason === null) return "Yes";
  const wayOut =
    reason.line !== null ? (
      <TextLink href={`/finance/contracts/${reason.line.contractId}/services/${reason.line.lineId}`}>
        Open the line
      </TextLink>
    ) : reason.code === "unlinked" ? (
      <TextLink href={`/crm/accounts/${accountId}`}>Link one on the account</TextLink>
    ) : reason.code === "no-contract" ? (
      <TextLink href="/finance/contracts/new">Add a contract</TextLink>
    ) : null;
  return (
    <span className={classes.muted}>
      {reason.message}. {wayOut}
    </span>
  );
}
