import { splitPastedValues } from "@/lib/domain/counting/count-rule";

/** The values in a typed or pasted text; one in quotes is taken as it stands. */
export function valuesIn(text: string, known: readonly string[]): string[] {
  const quoted = /^["“](.+)["”]$/s.exec(text.trim())?.[1];
  return quoted === undefined ? splitPastedValues(text, known) : [quoted.trim()].filter(Boolean);
}
