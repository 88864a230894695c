export type SyncCounts = {
  created: number;
  linked: number;
  updated: number;
  orphaned: number;
  returned: number;
  undecided: number;
  conflicts: number;
  pushed: number;
  errors: number;
  left: number;
  total: number;
};

const many = (number: number, one: string, more: string) => `${number} ${number === 1 ? one : more}`;

/** What a sync brought, in whole sentences; parts that are nothing are left out. */
export function syncInWords(counts: SyncCounts): { title: string; message: string } {
  const { created, linked, updated, orphaned, returned, undecided, conflicts, pushed, errors, left, total } =
    counts;
  const sentences = [
    created > 0 && `${many(created, "account was", "accounts were")} created.`,
    linked > 0 &&
      `${many(linked, "organization was", "organizations were")} linked to an account of the same name.`,
    updated > 0 && `${many(updated, "account follows its", "accounts follow their")} changed organization.`,
    pushed > 0 &&
      `${many(pushed, "organization was", "organizations were")} made or changed in IT Glue after ${pushed === 1 ? "its account" : "their accounts"}.`,
    conflicts > 0 &&
      `${many(conflicts, "field was", "fields were")} changed on both sides; the account's value was kept.`,
    returned > 0 && `${many(returned, "linked organization takes", "linked organizations take")} part again.`,
    orphaned > 0 &&
      `${many(orphaned, "linked organization is", "linked organizations are")} gone from IT Glue or no longer selected; accounts and units stay as they are.`,
    undecided > 0 &&
      `${many(undecided, "record needs", "records need")} your decision, because the name fits more than one.`,
    errors > 0 &&
      `${many(errors, "change", "changes")} of accounts could not be made in IT Glue; the sync log says why.`,
    left > 0 && `${many(left, "change follows", "changes follow")} with the next sync.`,
  ].filter((sentence) => sentence !== false);
  return {
    title: `${many(total, "organization", "organizations")} read from IT Glue`,
    message: sentences.length > 0 ? sentences.join(" ") : "Nothing had changed since the last sync.",
  };
}
