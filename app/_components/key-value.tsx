import type { ReactNode } from "react";
import classes from "./key-value.module.css";

export type KeyValueEntry = {
  label: string;
  value: ReactNode /** A quieter line under the value. */;
  note?: ReactNode;
};
export type KeyValueProps = {
  entries: KeyValueEntry[];
  /** `rows` puts labels at the left, `grid` puts them above the values in as many columns as fit. */
  variant?: "rows" | "grid";
};

/** The facts of one record (a contract's header, an invoice's address) as a description list. */
export function KeyValue({ entries, variant = "rows" }: KeyValueProps) {
  return (
    <dl className={classes.list} data-variant={variant}>
      {entries.map((entry) => (
        <div key={entry.label} className={classes.entry}>
          <dt>{entry.label}</dt>
          <dd>
            {entry.value}
            {entry.note && <div className={classes.note}>{entry.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
