"use client";

import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import type { LineForm } from "@/lib/queries/line-form";
import classes from "./line-form.module.css";
import type { LineFormState } from "./line-form-parts";
import { ruleOf } from "./line-form-values";

/** "Bill by" clears what it hides once the line is saved: until then it is kept, and this says so. */
export function BillByNote({ form, data }: { form: LineFormState; data: LineForm }) {
  const note = setAside(form.values, data);
  return (
    <p className={note === null ? "visually-hidden" : classes.note} role="status">
      {note}
    </p>
  );
}

function setAside(
  { by, units, rule }: LineFormState["values"],
  { line, assetTypes }: LineForm,
): string | null {
  if (by === "none") {
    if (rule.assetTypeId === "") return null;
    const type = assetTypes.find(({ id }) => id === rule.assetTypeId) ?? null;
    const what = rule.billBy === "" ? (type?.name ?? "An asset type") : ruleInWords(ruleOf(rule), type);
    return `Not saved with None: ${what}. It is kept here until you save or leave; choose Flexible assets to go on with it.`;
  }
  const isTyped = units !== "" && line?.billBy !== "flexible-assets";
  return isTyped
    ? `Not saved with Flexible assets: the ${units} units typed by hand. Choose None to go back to them.`
    : null;
}
