"use client";

import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import type { AccountChoice } from "@/lib/queries/organization-mapping/choices";
import { linkOrganizationAction, searchAccountsAction } from "../actions";
import { ChoiceField } from "./choice-field";
import classes from "./mapping.module.css";

type LinkToAccountDialogProps = { organization: { id: string; name: string }; onClose: () => void };

const labelOf = ({ name, accountCode }: AccountChoice) => (accountCode ? `${name} (${accountCode})` : name);

/** Links an organization to an account that a person looks up. */
export function LinkToAccountDialog({ organization, onClose }: LinkToAccountDialogProps) {
  const [chosen, setChosen] = useState<AccountChoice | null>(null);
  const [query, setQuery] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const search = useAppAction(searchAccountsAction);
  const link = useAppAction(linkOrganizationAction, {
    onSuccess: ({ organizationName, accountName }) => {
      onClose();
      notifications.show({
        color: "green",
        message: `${organizationName} was linked to ${accountName}. Its assets count from the next count on.`,
      });
    },
    // What somebody else changed meanwhile is read again: the next press is of the account as it is now.
    onError: () => search.execute({ query, organizationId: organization.id }),
  });
  const { execute } = search;
  useEffect(() => execute({ query, organizationId: organization.id }), [execute, query, organization.id]);
  const known = [...(search.data?.likely ?? []), ...(search.data?.others ?? [])];
  const account = known.find(({ id }) => id === chosen?.id) ?? chosen;

  return (
    <ConfirmDialog
      isOpen
      title={`Link ${organization.name} to an account`}
      confirmLabel="Link"
      pendingLabel="Linking…"
      isPending={link.isPending}
      error={link.error ?? search.error}
      onConfirm={() => {
        if (account)
          link.execute({
            accountId: account.id,
            version: account.version,
            organizationId: organization.id,
          });
        else setFault("Choose the account it belongs to");
      }}
      onCancel={onClose}
    >
      <p className={classes.paragraph}>
        What is documented for it is counted for the account's service lines. Nothing of the account is
        overwritten.
      </p>
      <ChoiceField
        label="Account"
        placeholder="Choose an account"
        labelOf={labelOf}
        choices={search.data}
        isSearching={search.isPending}
        onSearch={setQuery}
        chosen={chosen}
        onChoose={(choice) => {
          setChosen(choice);
          setFault(null);
          link.reset();
        }}
        error={fault ?? undefined}
      />
      {account && account.organizations.length > 0 && (
        <p className={classes.quiet}>
          {account.name} already has {account.organizations.join(", ")}. What is documented for any of them is
          counted for it.
        </p>
      )}
    </ConfirmDialog>
  );
}
