"use client";

import { Checkbox } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import type { ReviewMatchInput } from "@/lib/inputs/billing-review";
import type { ReviewDigest } from "@/lib/queries/review-digest";
import charges from "../../billing/_charges/charges.module.css";
import { CurrencySums } from "../../billing/_charges/currency-sums";
import { sumByCurrency } from "../../billing/_charges/sum-by-currency";
import { postMatchingAction, reviewDigestAction } from "../actions";
import { itemsInWords, monthName } from "./post-words";
import { StaleNotice } from "./stale-notice";

export type PostedAll = { posted: number; changed: number; passedOver: string[] };

type PostMatchingDialogProps = {
  match: ReviewMatchInput;
  onPosted: (posted: PostedAll) => void;
  onClose: () => void;
};

/** Asks before posting all that match, on every page: the server says what that is, and posts exactly this or nothing. */
export function PostMatchingDialog({ match, onPosted, onClose }: PostMatchingDialogProps) {
  const router = useRouter();
  const [isTicked, setTicked] = useState(false);
  const [digest, setDigest] = useState<ReviewDigest | null>(null);
  const look = useAppAction(reviewDigestAction, { onSuccess: setDigest });
  const post = useAppAction(postMatchingAction, {
    onSuccess: onPosted,
    onError: (refusal) => {
      if (refusal?.code !== "items-changed") return;
      setTicked(false);
      look.execute(match);
      router.refresh();
    },
  });
  const { execute } = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens.
  useEffect(() => execute(match), []);

  const early = digest?.months.filter(({ earlyItems }) => earlyItems > 0) ?? [];
  const earlyItems = early.reduce((sum, { earlyItems: items }) => sum + items, 0);
  const what = digest ? itemsInWords(digest.items) : "all that match";
  return (
    <ConfirmDialog
      isOpen
      title={`Post ${what}?`}
      confirmLabel={`Post ${what}`}
      pendingLabel="Posting…"
      isPending={post.isPending}
      canConfirm={digest !== null && digest.items > 0 && !look.isPending && (earlyItems === 0 || isTicked)}
      error={post.error ?? look.error}
      onConfirm={() => {
        if (!digest) return;
        const { items, totals, hash } = digest;
        post.execute({ match, digest: { items, totals, hash }, includesEarly: isTicked });
      }}
      onCancel={onClose}
    >
      {digest === null ? (
        <p role="status" className={charges.lead}>
          {look.error ? "" : "Adding up…"}
        </p>
      ) : (
        <>
          <p className={charges.lead}>
            Total <CurrencySums sums={digest.totals} />, on all pages. Posted items move to Finance {">"}{" "}
            Billing and can be unposted until they are invoiced.
          </p>
          <div className={charges.figures}>
            <PlainTable
              caption="Items by the month they are due"
              columns={[
                { key: "month", header: "Due in" },
                { key: "items", header: "Items", align: "end" },
                { key: "amount", header: "Amount", align: "end", noWrap: true },
              ]}
              rows={digest.months.map(({ month, currency, items, amount }) => ({
                key: `${month} ${currency}`,
                cells: {
                  month: monthName(month),
                  items,
                  amount: <Money amount={amount} currency={currency} isTotal />,
                },
              }))}
            />
          </div>
          {early.length > 0 && (
            <InlineAlert tone="warn" title={`${itemsInWords(earlyItems)} not due yet`}>
              <Checkbox
                checked={isTicked}
                onChange={(event) => setTicked(event.currentTarget.checked)}
                label={
                  <>
                    Bill{" "}
                    <CurrencySums
                      sums={sumByCurrency(
                        early.map(({ currency, earlyAmount }) => ({ currency, amount: earlyAmount })),
                      )}
                    />{" "}
                    ahead of time, for {[...new Set(early.map(({ month }) => monthName(month)))].join(", ")}
                  </>
                }
              />
            </InlineAlert>
          )}
          <StaleNotice stale={digest.stale} />
          {digest.parked.length > 0 && (
            <InlineAlert tone="info" title="Parked accounts are passed over">
              {digest.parked.join(", ")}
            </InlineAlert>
          )}
        </>
      )}
    </ConfirmDialog>
  );
}
