"use client";

import { Checkbox, Radio } from "@mantine/core";
import type { ReactNode } from "react";
import type { KindChoice as Kind } from "@/lib/queries/it-glue-settings-kinds";
import classes from "./it-glue-settings.module.css";

type KindChoiceProps = {
  id: string;
  label: string;
  every: string;
  only: string;
  choices: readonly Kind[];
  /** Chosen ids; null: all. */
  ids: string[] | null;
  onChange: (ids: string[] | null) => void;
  error: ReactNode;
};

/** All kinds, or ticked ones. Ticking begins with every kind IT Glue has now, so that nothing is left out unasked. */
export function KindChoice({ id, label, every, only, choices, ids, onChange, error }: KindChoiceProps) {
  const known = choices.filter(({ isGone }) => !isGone).map((kind) => kind.id);
  return (
    <div>
      <Radio.Group
        label={label}
        value={ids === null ? "every" : "only"}
        onChange={(value) => onChange(value === "every" ? null : (ids ?? known))}
        error={error}
      >
        <div className={classes.choices}>
          <Radio value="every" label={every} description="Those added in IT Glue later too" />
          <Radio
            id={id}
            value="only"
            label={only}
            description={
              choices.length === 0 ? "Not read from IT Glue yet" : "Others, and blank ones, are left out"
            }
            disabled={choices.length === 0 && ids === null}
          />
        </div>
      </Radio.Group>
      {ids !== null && (
        <Checkbox.Group
          className={classes.ticked}
          value={ids}
          onChange={onChange}
          label={<span className="visually-hidden">{label}: chosen ones</span>}
        >
          <div className={classes.choices}>
            {choices
              .filter((kind) => !kind.isGone || ids.includes(kind.id))
              .map((kind) => (
                <Checkbox key={kind.id} value={kind.id} label={kind.name} description={countInWords(kind)} />
              ))}
          </div>
        </Checkbox.Group>
      )}
    </div>
  );
}

function countInWords({ organizations, isGone }: Kind): string {
  const count = organizations === 1 ? "1 organization" : `${organizations} organizations`;
  return isGone ? `${count}; IT Glue no longer has it` : count;
}
