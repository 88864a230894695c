import classes from "./cells.module.css";
import { formatUnits, formatUnitsDelta } from "./format-units";

export type UnitsProps = {
  /** Decimal text of up to four places; `null` where no count exists (shown as `empty`, never as 0). */
  units: string | null;
  /** The units before; shows the change beside the units where they differ. */
  previousUnits?: string | null;
  /** `delta` is "+3 13", with the units at the right so that a column lines up; `arrow` is "10 → 13". */
  variant?: "delta" | "arrow";
  empty?: string;
};

/** Billed or counted units and, where the earlier ones are known, the change. */
export function Units({ units, previousUnits = null, variant = "delta", empty = "–" }: UnitsProps) {
  if (units === null) return <span>{empty}</span>;
  const delta = previousUnits === null ? "0" : formatUnitsDelta(units, previousUnits);
  const isChanged = previousUnits !== null && delta !== "0";
  return (
    <span className={`numeric ${classes.units}`} data-variant={variant}>
      {isChanged && variant === "arrow" && (
        <>
          <span className="visually-hidden">from </span>
          <span className={classes.muted}>{formatUnits(previousUnits)}</span>
          <span className={classes.muted} aria-hidden="true">
            {" → "}
          </span>
          <span className="visually-hidden"> to </span>
        </>
      )}
      <span>{formatUnits(units)}</span>
      {isChanged && variant === "delta" && (
        <>
          <span className="visually-hidden">, change </span>
          <span className={classes.delta}>{delta}</span>
        </>
      )}
    </span>
  );
}
