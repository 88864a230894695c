"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconExternalLink } from "@tabler/icons-react";
import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { AccountPage } from "@/lib/queries/accounts/account-page";
import { LINK_LOOKS } from "../../../organization-mapping/_mapping/link-look";
import { LinkOrganizationDialog } from "../../../organization-mapping/_mapping/link-organization-dialog";
import { UnlinkDialog } from "../../../organization-mapping/_mapping/unlink-dialog";
import { makeLeadingAction } from "../../../organization-mapping/actions";
import { accountHistoryHref } from "../../../organization-sync-log/_log/log-address";
import { reasonInWords } from "../../../organization-sync-log/_log/sync-log-words";
import classes from "./account.module.css";
import { linesInWords } from "./lines-in-words";

type LinkedOrganization = AccountPage["organizations"][number];

type OrganizationsProps = {
  account: AccountPage;
  mayManage: boolean;
  timeZone: string;
  /** False in a simulation, whose organizations have no page at itglue.com. */
  areLinksOut: boolean;
};

/** Which IT Glue organizations make up the account: what is documented there is counted for its lines. */
export function Organizations({ account, mayManage, timeZone, areLinksOut }: OrganizationsProps) {
  const [unlinking, setUnlinking] = useState<LinkedOrganization | null>(null);
  const [isLinking, setIsLinking] = useState(false);
  const lead = useAppAction(makeLeadingAction, {
    onSuccess: ({ organizationName }) =>
      notifications.show({
        color: "green",
        message: `${organizationName} leads now: its name, code, type and status are kept the same on both sides.`,
      }),
  });
  const { organizations, countingLines } = account;
  return (
    <SectionCard
      title="IT Glue organizations"
      description="Their flexible assets are counted for this account"
      actions={<TextLink href={accountHistoryHref(account.id)}>Sync history</TextLink>}
    >
      <div className={classes.body}>
        {lead.error && <ActionErrorAlert error={lead.error} />}
        {organizations.length === 0 ? (
          <InlineAlert tone={countingLines.length > 0 ? "warn" : "info"} title="No organization is linked">
            {countingLines.length > 0
              ? `Nothing can be counted for ${linesInWords(countingLines.length)}; billed units are kept as they are.`
              : "Nothing can be counted for this account until one is."}
          </InlineAlert>
        ) : (
          <ul className={classes.organizations}>
            {organizations.map((organization) => (
              <li key={organization.id} className={classes.organization}>
                <div>
                  <OrganizationName organization={organization} isLink={areLinksOut} />
                  <Standing
                    organization={organization}
                    isOneOfSeveral={organizations.length > 1}
                    timeZone={timeZone}
                  />
                </div>
                {mayManage && (
                  <div className={classes.deeds}>
                    {!organization.isLeading && organization.missingSince === null && (
                      <Button
                        variant="default"
                        size="xs"
                        aria-disabled={lead.isPending || undefined}
                        onClick={() => {
                          if (lead.isPending) return;
                          lead.execute({
                            accountId: account.id,
                            version: account.version,
                            organizationId: organization.id,
                          });
                        }}
                      >
                        Make leading
                        <span className="visually-hidden"> organization: {organization.name}</span>
                      </Button>
                    )}
                    <Button variant="default" size="xs" onClick={() => setUnlinking(organization)}>
                      Unlink<span className="visually-hidden"> {organization.name}</span>
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayManage && (
          <div>
            <Button variant="default" onClick={() => setIsLinking(true)}>
              {organizations.length === 0 ? "Link an organization" : "Link another organization"}
            </Button>
          </div>
        )}
      </div>
      {unlinking && (
        <UnlinkDialog organization={unlinking} account={account} onClose={() => setUnlinking(null)} />
      )}
      {isLinking && <LinkOrganizationDialog account={account} onClose={() => setIsLinking(false)} />}
    </SectionCard>
  );
}

type StandingProps = { organization: LinkedOrganization; isOneOfSeveral: boolean; timeZone: string };

/** How the link stands, since when, and whether its fields are the ones kept the same. */
function Standing({ organization, isOneOfSeveral, timeZone }: StandingProps) {
  const { missingSince, linkedAt, state, problem, isLeading } = organization;
  return (
    <>
      <div className={classes.muted}>
        {missingSince === null ? (
          <>
            Linked <Instant at={linkedAt} timeZone={timeZone} />
          </>
        ) : (
          <>
            Gone from IT Glue since <Instant at={missingSince} timeZone={timeZone} />; units are kept
          </>
        )}
        {isOneOfSeveral && (isLeading ? " · Leading" : " · Counted, not leading")}
      </div>
      {state !== "synced" && missingSince === null && (
        <div className={classes.muted}>
          <StatusBadge {...LINK_LOOKS[state]} /> {problem !== null && reasonInWords(problem)}
        </div>
      )}
    </>
  );
}

function OrganizationName({ organization, isLink }: { organization: LinkedOrganization; isLink: boolean }) {
  const { name, url, missingSince } = organization;
  if (!isLink || missingSince !== null) return <div className={classes.name}>{name}</div>;
  return (
    <a className={classes.name} href={url} target="_blank" rel="noreferrer">
      {name} <IconExternalLink size={14} role="img" aria-label="Opens IT Glue in a new tab" />
    </a>
  );
}
