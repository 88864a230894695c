"use client";

import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import type { UndecidedOrganization } from "@/lib/queries/accounts";
import { linkOrganizationAction } from "../../organization-mapping/actions";
import { createAccountAction } from "../actions";
import classes from "./accounts.module.css";

type UndecidedOrganizationsProps = { undecided: UndecidedOrganization[]; mayManage: boolean };

/** Organizations that no sync links by itself, each with the accounts it may belong to. */
export function UndecidedOrganizations({ undecided, mayManage }: UndecidedOrganizationsProps) {
  return (
    <SectionCard
      title="Organizations without an account"
      description="What is documented for them is billed to nobody"
    >
      <ul className={classes.undecided}>
        {undecided.map((organization) => (
          <Undecided key={organization.id} organization={organization} mayManage={mayManage} />
        ))}
      </ul>
    </SectionCard>
  );
}

type UndecidedProps = { organization: UndecidedOrganization; mayManage: boolean };

function Undecided({ organization, mayManage }: UndecidedProps) {
  const { id, name, shortName, namesakes } = organization;
  const link = useAppAction(linkOrganizationAction, {
    onSuccess: ({ organizationName }) =>
      notifications.show({ color: "green", message: `${organizationName} was linked.` }),
  });
  const create = useAppAction(createAccountAction, {
    onSuccess: (made) =>
      notifications.show({ color: "green", message: `The account ${made.name} was created.` }),
  });
  const isBusy = link.isPending || create.isPending;
  const error = link.error ?? create.error;
  return (
    <li>
      <div className={classes.organization}>
        <div>
          <div className={classes.name}>{name}</div>
          <div className={classes.muted}>
            {shortName ? `${shortName}, IT Glue ID ${id}` : `IT Glue ID ${id}`}
          </div>
        </div>
        {mayManage && (
          <div className={classes.deeds}>
            {namesakes.map((account) => (
              <SubmitButton
                key={account.id}
                type="button"
                size="xs"
                variant="default"
                isPending={link.isPending}
                isDisabled={create.isPending}
                pendingLabel="Linking…"
                onClick={() =>
                  link.execute({ accountId: account.id, version: account.version, organizationId: id })
                }
              >
                Link to {account.name}
                {account.accountCode && ` (${account.accountCode})`}
              </SubmitButton>
            ))}
            <SubmitButton
              type="button"
              size="xs"
              variant="default"
              isPending={create.isPending}
              isDisabled={isBusy && !create.isPending}
              pendingLabel="Creating…"
              onClick={() => create.execute({ organizationId: id })}
            >
              Create an account<span className="visually-hidden"> for {name}</span>
            </SubmitButton>
          </div>
        )}
      </div>
      {error && <ActionErrorAlert error={error} />}
    </li>
  );
}
