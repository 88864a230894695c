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
import { byDueMonth, type PostableItem } from "./postable-item";

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const monthName = (month: string) => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
const itemsInWords = (number: number) => (number === 1 ? "1 item" : `${number} items`);

type PostDialogProps = {
  items: readonly PostableItem[];
  onPosted: (posted: number) => void;
  /** The items are no longer what was seen; the list behind is being read again. */
  onChanged: () => void;
  onClose: () => void;
};

/** Asks before posting: how many items, how much, and by name the months that are not due yet. */
export function PostDialog({ items, onPosted, onChanged, onClose }: PostDialogProps) {
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
      <p className={charges.lead}>
        Total <CurrencySums sums={sumByCurrency(items)} />. Posted items move to Finance {">"} Billing and can
        no longer be changed; later corrections become items of their own.
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
    </ConfirmDialog>
  );
}
