"use client";

import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import type { MappedOrganization } from "@/lib/queries/organization-mapping/suggested";
import { linkOrganizationAction, searchOrganizationsAction } from "../actions";
import { ChoiceField } from "./choice-field";
import classes from "./mapping.module.css";

type LinkOrganizationDialogProps = {
  account: { id: string; name: string; version: number };
  onClose: () => void;
};

const labelOf = ({ name, shortName }: MappedOrganization) => (shortName ? `${name} (${shortName})` : name);

/** Links an organization that no account has to this account. */
export function LinkOrganizationDialog({ account, onClose }: LinkOrganizationDialogProps) {
  const [chosen, setChosen] = useState<MappedOrganization | null>(null);
  const [query, setQuery] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const search = useAppAction(searchOrganizationsAction);
  const link = useAppAction(linkOrganizationAction, {
    onSuccess: ({ organizationName, accountName }) => {
      onClose();
      notifications.show({
        color: "green",
        message: `${organizationName} was linked to ${accountName}. Its assets count from the next count on.`,
      });
    },
  });
  const { execute } = search;
  useEffect(() => execute({ query, accountId: account.id }), [execute, query, account.id]);
  const isNoneLeft =
    query === "" && search.data?.likely.length === 0 && search.data.others.length === 0 && !chosen;

  return (
    <ConfirmDialog
      isOpen
      title={`Link an organization to ${account.name}`}
      confirmLabel="Link"
      pendingLabel="Linking…"
      isPending={link.isPending}
      canConfirm={!isNoneLeft}
      error={link.error ?? search.error}
      onConfirm={() => {
        if (chosen)
          link.execute({ accountId: account.id, version: account.version, organizationId: chosen.id });
        else setFault("Choose an organization to link");
      }}
      onCancel={onClose}
    >
      <p className={classes.paragraph}>
        {isNoneLeft
          ? "Every organization of your IT Glue account has an account. Unlink one there to link it here."
          : "What is documented for it is counted for the account's service lines. Nothing of the account is overwritten."}
      </p>
      {!isNoneLeft && (
        <ChoiceField
          label="Organization"
          placeholder="Choose an organization"
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
      )}
    </ConfirmDialog>
  );
}
