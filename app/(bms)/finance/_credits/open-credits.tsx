"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { AccountCreditSum } from "@/lib/queries/open-credits";
import { CreditNoteDialog } from "./credit-note-dialog";

type OpenCreditsProps = {
  sums: readonly AccountCreditSum[];
  mayIssue: boolean;
  /** On the page of the account itself, which needs no naming. */
  isOfOneAccount?: boolean;
};

const ACCOUNT = { key: "account", header: "Account", width: "45%" } as const;

/** Credit that is carried forward, by account and currency, and the way to give it at once; nothing where none is open. */
export function OpenCredits({ sums, mayIssue, isOfOneAccount = false }: OpenCreditsProps) {
  const [asked, setAsked] = useState<AccountCreditSum | null>(null);
  if (sums.length === 0) return null;
  return (
    <SectionCard
      title="Credit carried forward"
      description="Used by the next invoice by itself, before tax."
      padding="flush"
    >
      <PlainTable
        caption="Credit carried forward"
        columns={[
          ...(isOfOneAccount ? [] : [ACCOUNT]),
          { key: "credits", header: "Credits", align: "end" },
          { key: "amount", header: "Open", align: "end", noWrap: true },
          { key: "action", header: "Credit note", align: "end" },
        ]}
        rows={sums.map((row) => ({
          key: `${row.accountId} ${row.currency}`,
          cells: {
            account: <TextLink href={`/crm/accounts/${row.accountId}`}>{row.accountName}</TextLink>,
            credits: row.credits,
            amount: <Money amount={row.amount} currency={row.currency} isTotal />,
            action: mayIssue ? (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`Issue credit note for ${row.accountName} in ${row.currency}`}
                onClick={() => setAsked(row)}
              >
                Issue credit note
              </Button>
            ) : undefined,
          },
        }))}
      />
      {asked && <CreditNoteDialog of={asked} onClose={() => setAsked(null)} />}
    </SectionCard>
  );
}
