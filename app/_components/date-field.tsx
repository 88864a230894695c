"use client";

import { TextInput, type TextInputProps } from "@mantine/core";

export type DateFieldProps = Omit<TextInputProps, "type">;

/**
 * A calendar date as the browser's own field: its value is "YYYY-MM-DD", or "" while the date is not whole. It can be
 * typed and picked, speaks the person's language, and never turns what was typed into another day.
 */
export function DateField(props: DateFieldProps) {
  return <TextInput type="date" max="2099-12-31" {...props} />;
}
