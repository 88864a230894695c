import { type ColumnKey, headerOf } from "./import-columns";
import type { ImportRow } from "./read-import-file";

/** What a row says, cell by cell; every fault is noted, and reading goes on with a harmless value. */
export class RowReader {
  readonly faults: { column: ColumnKey | null; message: string }[] = [];
  constructor(readonly row: ImportRow) {}

  text(key: ColumnKey): string {
    return this.row.cells[key];
  }

  fault(column: ColumnKey | null, message: string): void {
    const isKnown = this.faults.some((fault) => fault.column === column && fault.message === message);
    if (!isKnown) this.faults.push({ column, message });
  }

  /** One of several words; blank is `whenBlank`, or a fault where there is none. */
  choice<Value>(key: ColumnKey, choices: readonly Choice<Value>[], whenBlank: Value | null): Value {
    const typed = this.text(key);
    if (typed === "" && whenBlank !== null) return whenBlank;
    const found = choices.find(({ word, also }) =>
      [word, ...also].some((each) => folded(each) === folded(typed)),
    );
    if (found) return found.value;
    const words = choices.map(({ word }) => word);
    const list = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
    this.fault(key, typed === "" ? `Enter ${list}` : `“${typed}” is not known here; enter ${list}`);
    return choices[0]!.value;
  }

  /** Cells that must be blank, with the reason. */
  blank(keys: readonly ColumnKey[], reason: string): void {
    for (const key of keys)
      if (this.text(key) !== "") this.fault(key, `Leave ${headerOf(key)} blank: ${reason}`);
  }
}

export type Choice<Value> = { value: Value; word: string; also: readonly string[] };

/** "Next period", "next-period" and "NEXT_PERIOD" are one word. */
function folded(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, " ");
}

export const YES_NO: readonly Choice<boolean>[] = [
  { value: true, word: "Yes", also: ["true", "1"] },
  { value: false, word: "No", also: ["false", "0"] },
];
export const CYCLES = [
  { value: "weekly", word: "Weekly", also: [] },
  { value: "monthly", word: "Monthly", also: [] },
  { value: "quarterly", word: "Quarterly", also: [] },
  { value: "yearly", word: "Yearly", also: ["annually"] },
] as const;
export const ISSUE_ON = [
  { value: "start", word: "Start", also: ["Start of billing cycle"] },
  { value: "end", word: "End", also: ["End of billing cycle"] },
] as const;
export const BILL_BY = [
  { value: "none", word: "None", also: [] },
  { value: "flexible-assets", word: "Flexible assets", also: [] },
] as const;
export const ROUNDING = [
  { value: "none", word: "None", also: [] },
  { value: "up", word: "Up", also: ["Up to whole units"] },
  { value: "down", word: "Down", also: ["Down to whole units"] },
  { value: "half-up", word: "Half up", also: ["To the nearest unit"] },
] as const;
export const PRORATION = [
  { value: "daily", word: "Daily", also: ["By the day"] },
  { value: "next-period", word: "Next period", also: ["From the next period"] },
  { value: "none", word: "None", also: ["Not prorated"] },
] as const;
