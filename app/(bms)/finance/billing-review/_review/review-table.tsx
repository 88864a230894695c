"use client";

import { Button, Group } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { columnId } from "@/app/_components/data-table/column-id";
import { DataTable, type TableSelection } from "@/app/_components/data-table/data-table";
import type { TableFilter } from "@/app/_components/data-table/table-toolbar";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { ReviewMatchInput } from "@/lib/inputs/billing-review";
import type { ReviewItem } from "@/lib/queries/billing-review";
import { CurrencySums } from "../../billing/_charges/currency-sums";
import { sumByCurrency } from "../../billing/_charges/sum-by-currency";
import { AdjustDialog } from "./adjust-dialog";
import { ColumnChooser } from "./column-chooser";
import { PostDialog } from "./post-dialog";
import { type PostedAll, PostMatchingDialog } from "./post-matching-dialog";
import { itemsInWords } from "./post-words";
import { itemKey, itemLabel, type PostableItem, postableItem } from "./postable-item";
import { PostedNews } from "./posted-news";
import { REVIEW_DEFAULT_SORT, REVIEW_PAGE_SIZE } from "./review-address";
import { FURTHER_COLUMNS, REVIEW_COLUMNS } from "./review-columns";

type ReviewTableProps = {
  items: readonly ReviewItem[];
  matching: number;
  accounts: readonly { id: string; name: string }[];
  contracts: readonly { id: string; name: string }[];
  /** The filters, as posting all that match names them. */
  match: ReviewMatchInput;
  /** How many of those that match are due, on all pages. */
  dueItems: number;
  /** Whole days a count may be old. */
  staleAfterDays: number;
  canPost: boolean;
};

const options = (from: readonly { id: string; name: string }[]) =>
  from.map(({ id, name }) => ({ value: id, label: name }));

/** The items in review, and posting: everything due at once, or what is ticked. */
export function ReviewTable(props: ReviewTableProps) {
  const { items, matching, accounts, contracts, match, dueItems, staleAfterDays, canPost } = props;
  const [asked, setAsked] = useState<{ items: PostableItem[]; clear: () => void } | null>(null);
  const [adjusted, setAdjusted] = useState<{ item: PostableItem; clear: () => void } | null>(null);
  const [askedAll, setAskedAll] = useState<ReviewMatchInput | null>(null);
  const [posted, setPosted] = useState<PostedAll | null>(null);
  const [further, setFurther] = useLocalStorage<string[]>({
    key: "billing-review-columns",
    defaultValue: [],
  });
  const columns = useMemo(
    () =>
      REVIEW_COLUMNS.filter((column) => {
        const id = columnId(column);
        return further.includes(id) || FURTHER_COLUMNS.every((one) => one.id !== id);
      }),
    [further],
  );
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
      {posted && <PostedNews posted={posted} />}
      <SectionCard
        title="Recurring Services"
        description="Today to three months ahead, and everything older that is not posted yet."
        padding="flush"
        actions={
          canPost && (
            <Group gap="xs">
              {matching > dueItems && (
                <Button variant="default" onClick={() => setAskedAll(match)}>
                  Post all that match · {itemsInWords(matching)}
                </Button>
              )}
              {dueItems > 0 && (
                <Button onClick={() => setAskedAll({ ...match, due: "due" })}>
                  Post all due · {itemsInWords(dueItems)}
                </Button>
              )}
            </Group>
          )
        }
      >
        <DataTable
          caption="Recurring services in review"
          rows={items}
          columns={columns}
          toolbarEnd={<ColumnChooser columns={FURTHER_COLUMNS} chosen={further} onChange={setFurther} />}
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
                  rowLabel: itemLabel,
                  summary: (selection) => <CurrencySums sums={sumByCurrency(seenOf(selection))} />,
                  actions: (selection) => {
                    const chosen = seenOf(selection);
                    const [only] = chosen;
                    return (
                      <>
                        {only && chosen.length === 1 && (
                          <Button
                            variant="default"
                            onClick={() => setAdjusted({ item: only, clear: selection.clear })}
                          >
                            Adjust and post
                          </Button>
                        )}
                        <Button
                          disabled={chosen.length === 0}
                          onClick={() => setAsked({ items: chosen, clear: selection.clear })}
                        >
                          <span>
                            Post {itemsInWords(chosen.length)} · <CurrencySums sums={sumByCurrency(chosen)} />
                          </span>
                        </Button>
                      </>
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
          listed={seen}
          staleAfterDays={staleAfterDays}
          onPosted={(number) => {
            asked.clear();
            setAsked(null);
            setPosted({ posted: number, changed: 0, passedOver: [] });
          }}
          // Only what the person sees anew can be posted; the ticks themselves stay.
          onChanged={() => setSeen(new Map())}
          onClose={() => setAsked(null)}
        />
      )}
      {adjusted && (
        <AdjustDialog
          item={adjusted.item}
          onPosted={() => {
            adjusted.clear();
            setAdjusted(null);
            setPosted({ posted: 1, changed: 0, passedOver: [] });
          }}
          onChanged={() => setSeen(new Map())}
          onClose={() => setAdjusted(null)}
        />
      )}
      {askedAll && (
        <PostMatchingDialog
          match={askedAll}
          onPosted={(all) => {
            setAskedAll(null);
            setPosted(all);
          }}
          onClose={() => setAskedAll(null)}
        />
      )}
    </>
  );
}
