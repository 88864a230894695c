import type { LinkedAccounts, TypeAndStatus } from "@/lib/queries/it-glue-settings-kinds";

/** Ids that take part; null: all. */
export type Selection = { typeIds: readonly string[] | null; statusIds: readonly string[] | null };

export type LeftOut = {
  /** Linked accounts of which no organization takes part any longer. */
  leaving: number;
  /** Linked accounts of which only some organizations leave. */
  partly: number;
  /** Linked accounts that took no part and do again. */
  returning: number;
};

const isChosen = (ids: readonly string[] | null, id: string | null) =>
  ids === null || (id !== null && ids.includes(id));
const takesPart = ({ typeId, statusId }: TypeAndStatus, { typeIds, statusIds }: Selection) =>
  isChosen(typeIds, typeId) && isChosen(statusIds, statusId);

/** What saving `typed` over `saved` does to the accounts that are linked now, by the sync's own rule (design.md 6). */
export function leftOut(linked: readonly LinkedAccounts[], saved: Selection, typed: Selection): LeftOut {
  const sums: LeftOut = { leaving: 0, partly: 0, returning: 0 };
  for (const { organizations, accounts } of linked) {
    const before = organizations.filter((each) => takesPart(each, saved));
    const after = organizations.filter((each) => takesPart(each, typed));
    if (before.length > 0 && after.length === 0) sums.leaving += accounts;
    else if (before.some((each) => !after.includes(each))) sums.partly += accounts;
    else if (before.length === 0 && after.length > 0) sums.returning += accounts;
  }
  return sums;
}

const accountsIn = (number: number) => (number === 1 ? "1 linked account" : `${number} linked accounts`);

/** The same in sentences; none where nothing changes for a linked account. */
export function leftOutInWords({ leaving, partly, returning }: LeftOut): string[] {
  const sentences: string[] = [];
  if (leaving > 0)
    sentences.push(
      `${accountsIn(leaving)} will be orphaned: nothing is deleted, links and units stay; name, type and status no longer follow IT Glue.`,
    );
  if (partly > 0)
    sentences.push(
      `${accountsIn(partly)} will keep some of ${partly === 1 ? "its" : "their"} organizations and lose others to this selection; units stay.`,
    );
  if (returning > 0)
    sentences.push(`${accountsIn(returning)} ${returning === 1 ? "takes" : "take"} part again.`);
  return sentences;
}
