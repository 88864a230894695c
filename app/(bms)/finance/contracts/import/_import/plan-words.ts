import type { ImportPlan } from "@/lib/inputs/import/import-plan";

/** "1 line", "12 lines". */
export function counted(count: number, word: string): string {
  return `${count} ${count === 1 ? word : `${word}s`}`;
}

type Summary = { tone: "ok" | "info" | "bad"; title: string; text: string };

/** What a dry run comes to, in one sentence. */
export function summaryOf({ counts, faults }: ImportPlan): Summary {
  const there =
    counts.alreadyThere > 0 ? ` ${counted(counts.alreadyThere, "line")} already there, left out.` : "";
  if (faults.length > 0)
    return {
      tone: "bad",
      title: `${counted(faults.length, "fault")} to correct`,
      text: "Nothing can be imported before all of them are corrected: correct them in the rows above or in your file, then check again.",
    };
  if (counts.lines === 0)
    return { tone: "info", title: "Nothing to import", text: "Every line of this file is there already." };
  return {
    tone: "ok",
    title: "No fault was found",
    text: `Ready to import ${counted(counts.lines, "service line")}.${there}`,
  };
}
