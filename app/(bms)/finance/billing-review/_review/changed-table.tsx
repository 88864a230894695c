import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import charges from "../../billing/_charges/charges.module.css";
import type { ChangedItem } from "./postable-item";

/** What the person saw beside what stands there now. */
export function ChangedTable({ changed }: { changed: readonly ChangedItem[] }) {
  return (
    <div className={charges.figures}>
      <PlainTable
        caption="Items that changed after you looked"
        columns={[
          { key: "item", header: "Item" },
          { key: "seen", header: "You saw", align: "end", noWrap: true },
          { key: "now", header: "Now", align: "end" },
        ]}
        rows={changed.map(({ seen, now }) => ({
          key: seen.key,
          cells: {
            item: seen.label,
            seen: <Money amount={seen.amount} currency={seen.currency} />,
            now: now ? <Money amount={now.amount} currency={now.currency} isTotal /> : "Not in this list",
          },
        }))}
      />
    </div>
  );
}
