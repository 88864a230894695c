"use client";

import { TagsInput, Tooltip } from "@mantine/core";
import { useState } from "react";
import { foldText } from "@/lib/domain/counting/trait-value";
import classes from "./line-form.module.css";
import { BELOW } from "./line-form-parts";
import { valuesIn } from "./values-in";

type FilterValuesInputProps = {
  id: string;
  label?: string;
  values: string[];
  /** Values known to be there: offered, and kept whole where a pasted list would be split. */
  known: string[];
  /** What stands beside an offered value, such as its units; null for nothing. */
  noteOf?: (value: string) => string | null;
  error: React.ReactNode;
  isDisabled: boolean;
  onChange: (values: string[]) => void;
};

/** Filter Value(s): free text. A pasted or typed list becomes single values; what is typed counts once the field is left. */
export function FilterValuesInput({
  id,
  label = "Filter value(s)",
  values,
  known,
  noteOf,
  error,
  isDisabled,
  onChange,
}: FilterValuesInputProps) {
  const [isOffering, setIsOffering] = useState(false);
  const change = (next: string[]) => {
    const kept = new Set(values);
    const distinct = new Map<string, string>();
    for (const text of next)
      for (const value of kept.has(text) ? [text] : valuesIn(text, known))
        if (!distinct.has(foldText(value))) distinct.set(foldText(value), value);
    onChange([...distinct.values()]);
  };
  return (
    <Tooltip
      label="Free text: type one or several values"
      events={{ hover: true, focus: true, touch: true }}
      position="top-start"
      // Where the list of values opens above the field, it would cover the last of them.
      disabled={isOffering && known.length > 0}
    >
      <TagsInput
        id={id}
        label={label}
        description="Enter adds a value; paste a list to add several. Quotes keep a comma: “Acme, Inc.”"
        inputWrapperOrder={BELOW}
        placeholder={values.length === 0 ? "Such as Active" : undefined}
        data={known}
        renderOption={({ option }) => (
          <OptionNote label={option.value} note={noteOf?.(option.value) ?? null} />
        )}
        value={values}
        error={error}
        disabled={isDisabled}
        // Splitting is ours: a value of the data may itself hold a comma.
        splitChars={[]}
        isDuplicate={(text, present) => present.some((value) => foldText(value) === foldText(text))}
        limit={50}
        onDropdownOpen={() => setIsOffering(true)}
        onDropdownClose={() => setIsOffering(false)}
        onChange={change}
      />
    </Tooltip>
  );
}

/** An option with what is known of it, read out together. */
export function OptionNote({ label, note }: { label: string; note: string | null }) {
  return (
    <span className={classes.option}>
      <span>{label}</span>
      {note !== null && <span className={classes.optionNote}> – {note}</span>}
    </span>
  );
}
