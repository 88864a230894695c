"use client";

import { Checkbox, Loader } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { MOST_AT_ONCE } from "@/lib/inputs/billing";
import type { AccountCreditSum } from "@/lib/queries/open-credits";
import charges from "../billing/_charges/charges.module.css";
import { CurrencySums } from "../billing/_charges/currency-sums";
import { sumByCurrency } from "../billing/_charges/sum-by-currency";
import { issueCreditNoteAction, openCreditsAction } from "../invoices/actions";

type CreditNoteDialogProps = { of: AccountCreditSum; onClose: () => void };

/** Asks before a credit note on demand: which open credits it gives, all of them ticked. */
export function CreditNoteDialog({
  of: { accountId, accountName, currency },
  onClose,
}: CreditNoteDialogProps) {
  const router = useRouter();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const open = useAppAction(openCreditsAction);
  const look = () => open.execute({ accountId, currency });
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once when it opens, then whenever a person asks
  useEffect(look, []);
  const issue = useAppAction(issueCreditNoteAction, {
    onSuccess: ({ id }) => {
      notifications.show({ color: "green", message: "Credit note issued." });
      onClose();
      router.push(`/finance/invoices/${id}`);
    },
  });
  const seen = open.isPending ? undefined : open.data?.slice(0, MOST_AT_ONCE);
  const chosen = seen?.filter(({ id }) => !left.has(id)) ?? [];
  const isOutdated = issue.error?.code === "credits-changed";
  const tick = (id: string, isTicked: boolean) => {
    const next = new Set(left);
    if (isTicked) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  return (
    <ConfirmDialog
      isOpen
      title={`Issue a credit note for ${accountName}?`}
      confirmLabel={isOutdated ? "Show the open credits again" : "Issue credit note"}
      pendingLabel={issue.isPending ? "Issuing…" : "Looking…"}
      canConfirm={isOutdated || chosen.length > 0}
      isPending={issue.isPending || open.isPending}
      error={issue.error ?? open.error}
      onConfirm={() => {
        if (isOutdated) {
          issue.reset();
          look();
        } else issue.execute({ accountId, currency, chargeIds: chosen.map(({ id }) => id) });
      }}
      onCancel={onClose}
    >
      <p className={charges.lead}>
        It gives the ticked credits at once, each at the tax rate of what it corrects. The next invoice is
        then not lowered by them.
      </p>
      <div className={charges.figures}>
        {open.isPending && <Loader size="sm" m="sm" aria-label="Reading the open credits" />}
        {seen && <CreditChoice credits={seen} currency={currency} left={left} onTick={tick} />}
      </div>
      {seen && open.data && open.data.length > seen.length && (
        <p className={charges.lead}>
          These are the oldest {seen.length} of {open.data.length}.
        </p>
      )}
      {seen && (
        <p className={charges.lead} aria-live="polite">
          {chosen.length === 0 ? (
            "Tick at least one credit."
          ) : (
            <>
              {chosen.length === 1 ? "1 credit" : `${chosen.length} credits`},{" "}
              <CurrencySums sums={sumByCurrency(chosen.map(({ amount }) => ({ amount, currency })))} /> before
              tax.
            </>
          )}
        </p>
      )}
    </ConfirmDialog>
  );
}

type ListedCredit = NonNullable<Awaited<ReturnType<typeof openCreditsAction>>["data"]>[number];

type CreditChoiceProps = {
  credits: readonly ListedCredit[];
  currency: string;
  left: ReadonlySet<string>;
  onTick: (id: string, isTicked: boolean) => void;
};

function CreditChoice({ credits, currency, left, onTick }: CreditChoiceProps) {
  return (
    <PlainTable
      caption="Open credits"
      columns={[
        { key: "credit", header: "Credit" },
        { key: "effective", header: "Effective", noWrap: true },
        { key: "amount", header: "Before tax", align: "end", noWrap: true },
      ]}
      rows={credits.map(({ id, lineName, explanation, effectiveOn, amount }) => ({
        key: id,
        cells: {
          credit: (
            <Checkbox
              label={lineName}
              description={explanation}
              checked={!left.has(id)}
              onChange={(event) => onTick(id, event.currentTarget.checked)}
            />
          ),
          effective: <CalendarDate on={effectiveOn} />,
          amount: <Money amount={amount} currency={currency} isTotal />,
        },
      }))}
    />
  );
}
