"use client";

import { Button, Checkbox, Progress } from "@mantine/core";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import { PERIOD_WORDS } from "@/app/(bms)/finance/contracts/_components/contract-words";
import { useSlow } from "@/app/(bms)/finance/contracts/[contractId]/services/_components/use-slow";
import type { RuleToApply } from "@/lib/queries/apply-rule";
import classes from "./apply-rule.module.css";
import { accountsInWords, isSavable, type RulePreview, totalOf, worthOf } from "./chosen-previews";
import { PreviewNotes } from "./preview-notes";
import type { Previews } from "./use-previews";

type PreviewsSectionProps = {
  previews: Previews;
  rule: RuleToApply;
  /** As typed. */
  unitPrice: string;
  /** Contracts that get a line. */
  ticked: ReadonlySet<string>;
  onTick: (contractId: string, isTicked: boolean) => void;
  onAgain: () => void;
  isSaving: boolean;
};

/** The count of each chosen account, what it bills, and what a person should know before saving it. */
export function PreviewsSection(props: PreviewsSectionProps) {
  const { previews, rule, unitPrice, ticked, onTick, onAgain, isSaving } = props;
  const { status, asked, answered, error } = previews;
  const isSlow = useSlow(status === "running");
  const rows = previews.previews;
  const pricing = { terms: rule.terms, unitPrice, currency: rule.currency };
  const chosen = rows.filter(({ contractId }) => ticked.has(contractId));
  const total = totalOf(chosen.map((each) => worthOf(each, pricing)));
  const period = PERIOD_WORDS[rule.billingCycle];
  const left = asked - answered;

  return (
    <SectionCard
      title="Preview"
      description="Asked in IT Glue just now. Nothing is added before you save."
      padding="flush"
      actions={
        status !== "running" && (
          <Button variant="default" size="xs" disabled={isSaving} onClick={onAgain}>
            Preview again
          </Button>
        )
      }
    >
      {status === "running" && isSlow && (
        <div className={classes.progress}>
          <Progress value={asked === 0 ? 0 : (answered / asked) * 100} aria-label="Accounts counted" />
          <span role="status">
            {answered} of {accountsInWords(asked)} counted
          </span>
          <div>
            <Button variant="default" size="xs" onClick={previews.cancel}>
              Cancel
            </Button>
          </div>
        </div>
      )}
      {status === "cancelled" && (
        <div className={classes.progress}>
          <InlineAlert tone="info" isLive title="Canceled">
            {left === 0 ? "All accounts were counted before." : `${accountsInWords(left)} not counted.`} What
            was counted before is below.
          </InlineAlert>
        </div>
      )}
      {error && (
        <div className={classes.progress}>
          <ActionErrorAlert error={error} />
        </div>
      )}
      {rows.length > 0 && (
        <PlainTable
          caption="Counts of the chosen accounts"
          columns={[
            { key: "account", header: "Account" },
            { key: "add", header: "Add line" },
            { key: "state", header: "State" },
            { key: "count", header: "Count", align: "end", noWrap: true },
            { key: "billed", header: "Billed units", align: "end", noWrap: true },
            { key: "amount", header: `Per ${period}`, align: "end", noWrap: true },
            { key: "notes", header: "Notes" },
          ]}
          rows={rows.map((preview) => {
            const worth = worthOf(preview, pricing);
            return {
              key: preview.contractId,
              cells: {
                account: (
                  <TextLink href={`/finance/contracts/${preview.contractId}`}>{preview.accountName}</TextLink>
                ),
                add: (
                  <TickBox
                    preview={preview}
                    isTicked={ticked.has(preview.contractId)}
                    isSaving={isSaving}
                    onTick={onTick}
                  />
                ),
                state: preview.state === null ? "Left out" : <StatusBadge status={preview.state} />,
                count: preview.units === null ? "–" : <Units units={preview.units} />,
                billed: worth === null ? "–" : <Units units={worth.billed} />,
                amount:
                  worth === null || worth.amountMinor === null ? (
                    "–"
                  ) : (
                    <Money amountMinor={worth.amountMinor} currency={rule.currency} />
                  ),
                notes: <PreviewNotes preview={preview} />,
              },
            };
          })}
          totals={[
            {
              key: "total",
              cells: {
                account: `${accountsInWords(chosen.length)} ticked`,
                amount: total === null ? "–" : <Money amountMinor={total} currency={rule.currency} isTotal />,
              },
            },
          ]}
        />
      )}
    </SectionCard>
  );
}

type TickBoxProps = {
  preview: RulePreview;
  isTicked: boolean;
  isSaving: boolean;
  onTick: (contractId: string, isTicked: boolean) => void;
};

function TickBox({ preview, isTicked, isSaving, onTick }: TickBoxProps) {
  if (!isSavable(preview)) return "No";
  return (
    <Checkbox
      aria-label={`Add a line for ${preview.accountName}`}
      checked={isTicked}
      onChange={(event) => {
        // A disabled box would lose the keyboard's place in the table.
        if (!isSaving) onTick(preview.contractId, event.currentTarget.checked);
      }}
    />
  );
}
