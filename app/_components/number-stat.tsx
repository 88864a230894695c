import Link from "next/link";
import type { ReactNode } from "react";
import type { Tone } from "@/app/palette";
import classes from "./number-stat.module.css";

export type NumberStatProps = {
  /** What the figure is, such as "In review". */
  label: string;
  /** The figure: `<Money>`, `<Units>` or a count. */
  value: ReactNode;
  /** Beside the label: a status badge. */
  badge?: ReactNode;
  /** What it consists of or when it was true. */
  note?: ReactNode;
  /** The page that shows the parts of the figure. */
  href?: string;
  /** Marks a figure that needs a person. Say why in `note`: the color alone tells nothing. */
  tone?: Extract<Tone, "warn" | "bad">;
};

/** A key figure. Stand several in a `NumberStats` row. */
export function NumberStat({ label, value, badge, note, href, tone }: NumberStatProps) {
  return (
    <div className={classes.stat} data-tone={tone}>
      <dt className={classes.label}>
        {href ? (
          <Link href={href} prefetch={false}>
            {label}
          </Link>
        ) : (
          label
        )}
        {badge}
      </dt>
      <dd className={`numeric ${classes.value}`}>{value}</dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  );
}

/** A row of key figures that wraps on narrow screens. */
export function NumberStats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>;
}
