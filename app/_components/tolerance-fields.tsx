import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./tolerance-fields.module.css";

type Field = "percent" | "units" | "money";
type InputProps = { value?: unknown; error?: ReactNode; onChange?: (event: never) => void };

/** The three limits of a change, the company's or a line's; blank is "no such limit". */
export function ToleranceFields({ inputProps }: { inputProps: (field: Field) => InputProps }) {
  return (
    <div className={classes.fields}>
      <TextInput
        id="percent"
        label="Percent"
        description="Of the units billed before"
        inputMode="decimal"
        {...(inputProps("percent") as object)}
      />
      <TextInput
        id="units"
        label="Units"
        description="Held beyond percent and units, where both are set"
        inputMode="decimal"
        {...(inputProps("units") as object)}
      />
      <TextInput
        id="money"
        label="Amount per period"
        description="Units moved × price; held by itself"
        inputMode="decimal"
        {...(inputProps("money") as object)}
      />
    </div>
  );
}
