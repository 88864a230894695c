"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { DataTable, type TableSelection } from "@/app/_components/data-table/data-table";
import type { TableFilter } from "@/app/_components/data-table/table-toolbar";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { ReviewItem } from "@/lib/queries/billing-review";
import charges from "../../billing/_charges/charges.module.css";
import { CurrencySums } from "../../billing/_charges/currency-sums";
import { sumByCurrency } from "../../billing/_charges/sum-by-currency";
import { PostDialog } from "./post-dialog";
import { itemKey, type PostableItem, postableItem } from "./postable-item";
import { REVIEW_DEFAULT_SORT, REVIEW_PAGE_SIZE } from "./review-address";
import { REVIEW_COLUMNS } from "./review-columns";

type ReviewTableProps = {
  items: readonly ReviewItem[];
  matching: number;
  accounts: readonly { id: string; name: string }[];
  contracts: readonly { id: string; name: string }[];
  /** Everything due that passes the filters, on all pages; at most as many as one press posts. */
  dueItems: readonly PostableItem[];
  /** More is due than one press posts. */
  isDueCut: boolean;
  canPost: boolean;
};

const options = (from: readonly { id: string; name: string }[]) =>
  from.map(({ id, name }) => ({ value: id, label: name }));

const itemsInWords = (number: number) => (number === 1 ? "1 item" : `${number} items`);

/** The items in review, and posting: everything due at once, or what is ticked. */
export function ReviewTable(props: ReviewTableProps) {
  const { items, matching, accounts, contracts, dueItems, isDueCut, canPost } = props;
  const [asked, setAsked] = useState<{ items: PostableItem[]; clear: () => void } | null>(null);
  const [posted, setPosted] = useState<number | null>(null);
  // What was ticked on another page is posted as it was seen there.
  const [seen, setSeen] = useState<ReadonlyMap<string, PostableItem>>(new Map());
  const [lastItems, setLastItems] = useState<readonly ReviewItem[] | null>(null);
  if (items !== lastItems) {
    setLastItems(items);
    setSeen(new Map([...seen, ...items.map((item) => [itemKey(item), postableItem(item)] as const)]));
  }
  const seenOf = (selection: TableSelection<ReviewItem>) => selection.ids.flatMap((id) => seen.get(id) ?? []);

  const filters: TableFilter[] = [
    { key: "account", label: "Account", options: options(accounts) },
    { key: "contract", label: "Contract", options: options(contracts), choose: "one" },
    {
      key: "kind",
      label: "Type",
      options: [
        { value: "regular", label: "Regular" },
        { value: "proration", label: "Prorated" },
      ],
      choose: "one",
    },
    {
      key: "due",
      label: "Status",
      options: [
        { value: "due", label: "Due" },
        { value: "not-due", label: "Not due yet" },
      ],
      choose: "one",
    },
  ];

  return (
    <>
      {posted !== null && (
        <div className={charges.news}>
          <InlineAlert
            tone="ok"
            title={`${itemsInWords(posted)} posted`}
            isLive
            action={<TextLink href="/finance/billing">Open Billing</TextLink>}
          >
            They wait in Billing until their invoices are generated.
          </InlineAlert>
        </div>
      )}
      <SectionCard
        title="Recurring Services"
        description="Three months ahead. What is not due yet is posted only if you tick it."
        padding="flush"
        actions={
          canPost &&
          dueItems.length > 0 && (
            <Button onClick={() => setAsked({ items: [...dueItems], clear: () => undefined })}>
              Post {isDueCut ? `the first ${dueItems.length}` : "all"} due · {itemsInWords(dueItems.length)}
            </Button>
          )
        }
      >
        <DataTable
          caption="Recurring services in review"
          rows={items}
          columns={REVIEW_COLUMNS}
          rowId={itemKey}
          processing="server"
          rowCount={matching}
          pageSize={REVIEW_PAGE_SIZE}
          defaultSort={REVIEW_DEFAULT_SORT}
          filters={filters}
          searchLabel="Search account, contract or service"
          empty={{
            title: "Nothing to review",
            description:
              "Items appear here as soon as a service line of an active contract has units and a price.",
            action: <TextLink href="/finance/contracts">Open contracts</TextLink>,
          }}
          selection={
            canPost
              ? {
                  rowLabel: (item) =>
                    `${item.accountName}: ${item.lineName}, ${item.kind === "regular" ? "regular" : "prorated"}, effective ${item.effectiveOn}`,
                  summary: (selection) => <CurrencySums sums={sumByCurrency(seenOf(selection))} />,
                  actions: (selection) => {
                    const chosen = seenOf(selection);
                    return (
                      <Button
                        disabled={chosen.length === 0}
                        onClick={() => setAsked({ items: chosen, clear: selection.clear })}
                      >
                        <span>
                          Post {itemsInWords(chosen.length)} · <CurrencySums sums={sumByCurrency(chosen)} />
                        </span>
                      </Button>
                    );
                  },
                }
              : undefined
          }
        />
      </SectionCard>
      {asked && (
        <PostDialog
          items={asked.items}
          onPosted={(number) => {
            asked.clear();
            setAsked(null);
            setPosted(number);
          }}
          // Only what the person sees anew can be posted; the ticks themselves stay.
          onChanged={() => setSeen(new Map())}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
