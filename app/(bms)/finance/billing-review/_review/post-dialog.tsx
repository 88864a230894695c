"use client";

import { useRouter } from "next/navigation";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PlainTable } from "@/app/_components/plain-table";
import charges from "../../billing/_charges/charges.module.css";
import { CurrencySums } from "../../billing/_charges/currency-sums";
import { sumByCurrency } from "../../billing/_charges/sum-by-currency";
import { postItemsAction } from "../actions";
import { ChangedTable } from "./changed-table";
import { itemsInWords, monthName } from "./post-words";
import { byDueMonth, changedItems, type PostableItem, staleOf } from "./postable-item";
import { StaleNotice } from "./stale-notice";

type PostDialogProps = {
  items: readonly PostableItem[];
  /** The items as the list behind has them now. */
  listed: ReadonlyMap<string, PostableItem>;
  /** Whole days a count may be old. */
  staleAfterDays: number;
  onPosted: (posted: number) => void;
  /** The items are no longer what was seen; the list behind is being read again. */
  onChanged: () => void;
  onClose: () => void;
};

/** Asks before posting: how many items, how much, by name the months that are not due yet, and what stale lines bring. */
export function PostDialog(props: PostDialogProps) {
  const { items, listed, staleAfterDays, onPosted, onChanged, onClose } = props;
  const router = useRouter();
  const { execute, isPending, error } = useAppAction(postItemsAction, {
    onSuccess: ({ posted }) => onPosted(posted),
    onError: (refusal) => {
      if (refusal?.code !== "items-changed") return;
      onChanged();
      router.refresh();
    },
  });
  const early = items.filter((item) => !item.isDue);
  const isOutdated = error?.code === "items-changed";
  const changed = isOutdated ? changedItems(items, listed) : [];
  return (
    <ConfirmDialog
      isOpen
      title={`Post ${itemsInWords(items.length)}?`}
      confirmLabel={`Post ${itemsInWords(items.length)}`}
      pendingLabel="Posting…"
      cancelLabel={isOutdated ? "Look at the items again" : "Cancel"}
      canConfirm={!isOutdated}
      isPending={isPending}
      error={error}
      onConfirm={() => execute({ items: items.map(({ id, contentHash }) => ({ id, contentHash })) })}
      onCancel={onClose}
    >
      {changed.length > 0 && <ChangedTable changed={changed} />}
      <p className={charges.lead}>
        Total <CurrencySums sums={sumByCurrency(items)} />. Posted items move to Finance {">"} Billing and can
        be unposted until they are invoiced; later corrections become items of their own.
      </p>
      {early.length > 0 && (
        <>
          <div className={charges.figures}>
            <PlainTable
              caption="Selected items by the month they are due"
              columns={[
                { key: "month", header: "Due in" },
                { key: "items", header: "Items", align: "end" },
                { key: "amount", header: "Amount", align: "end", noWrap: true },
              ]}
              rows={byDueMonth(items).map(({ month, items: chosen }) => ({
                key: month,
                cells: {
                  month: monthName(month),
                  items: chosen.length,
                  amount: <CurrencySums sums={sumByCurrency(chosen)} />,
                },
              }))}
            />
          </div>
          <InlineAlert tone="warn" title={`${itemsInWords(early.length)} not due yet`}>
            You are about to bill <CurrencySums sums={sumByCurrency(early)} /> ahead of time, for{" "}
            {byDueMonth(early)
              .map(({ month }) => monthName(month))
              .join(", ")}
            .
          </InlineAlert>
        </>
      )}
      <StaleNotice stale={staleOf(items, staleAfterDays)} />
    </ConfirmDialog>
  );
}
