import type { UseFormReturnType } from "@mantine/form";
import type { LineFormValues } from "./line-form-values";

/** The form as its sections are handed it. */
export type LineFormState = UseFormReturnType<LineFormValues>;

/** Descriptions stand under their fields, so that fields of one row line up. */
export const BELOW: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];
