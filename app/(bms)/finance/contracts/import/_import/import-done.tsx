"use client";

import { Button } from "@mantine/core";
import { ButtonLink } from "@/app/_components/button-link";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { ImportOutcome } from "@/lib/inputs/import/import-plan";
import classes from "./import.module.css";
import { counted } from "./plan-words";

type ImportDoneProps = {
  imported: Extract<ImportOutcome, { outcome: "imported" }>;
  onAgain: () => void;
};

/** What an import has made, each contract with its page. */
export function ImportDone({ imported: { contracts, lines, uncounted }, onAgain }: ImportDoneProps) {
  return (
    <SectionCard title="Imported" padding="flush">
      <div className={classes.alerts}>
        <InlineAlert tone="ok" title={`${counted(lines, "service line")} imported`} isLive>
          {counted(contracts.filter(({ isNew }) => isNew).length, "new contract")}.
        </InlineAlert>
        {uncounted > 0 && (
          <InlineAlert tone="info">
            {counted(uncounted, "line")} of flexible assets {uncounted === 1 ? "is" : "are"} not counted yet
            and {uncounted === 1 ? "bills" : "bill"} nothing before the first count. Press Update Units on the
            line, or approve the next night&rsquo;s count under Held changes.
          </InlineAlert>
        )}
      </div>
      <PlainTable
        caption="Contracts with imported lines"
        columns={[
          { key: "contract", header: "Contract" },
          { key: "account", header: "Account" },
          { key: "lines", header: "Imported lines", align: "end" },
          { key: "isNew", header: "New or not" },
        ]}
        rows={contracts.map(({ contractId, contractNumber, name, accountName, lines: added, isNew }) => ({
          key: contractId,
          cells: {
            contract: (
              <TextLink href={`/finance/contracts/${contractId}`} isStrong>
                {contractNumber} {name}
              </TextLink>
            ),
            account: accountName,
            lines: added,
            isNew: isNew ? "New" : "There already",
          },
        }))}
      />
      <div className={classes.deeds}>
        <div className={classes.foot}>
          <ButtonLink href="/finance/contracts">Contracts</ButtonLink>
          <Button variant="default" onClick={onAgain}>
            Import another file
          </Button>
        </div>
      </div>
    </SectionCard>
  );
}
