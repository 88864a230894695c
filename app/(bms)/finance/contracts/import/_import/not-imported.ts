import type { ImportOutcome } from "@/lib/inputs/import/import-plan";

/** Why an approved import wrote nothing; what it would make now stands below. */
export const NOT_IMPORTED: Record<Exclude<ImportOutcome["outcome"], "imported">, string> = {
  changed:
    "Nothing was imported: something the file depends on has changed since it was checked. Below is what it would make now; look at it again.",
  faulty: "Nothing was imported: the file has faults.",
  "nothing-new": "Nothing was imported: every line of the file is there already.",
};
