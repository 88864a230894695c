import type { MirroredOrganization, ReadOrganization, SyncPlan } from "./sync-state";

const instantOf = (text: string) => new Date(text).toISOString();

export function mirrorOf({ updatedAt, ...record }: ReadOrganization): MirroredOrganization {
  return { ...record, itGlueUpdatedAt: instantOf(updatedAt), missingSince: null };
}

/**
 * The organizations as they are now. What IT Glue read out may be older than what it answered to our own last write: an
 * older `updated-at` never overwrites a newer one.
 */
export function newestOf(
  read: readonly ReadOrganization[],
  mirrored: readonly MirroredOrganization[],
): ReadOrganization[] {
  const known = new Map(mirrored.map((row) => [row.id, row]));
  return read
    .map((record) => {
      const before = known.get(record.id);
      if (!before || before.missingSince !== null || before.itGlueUpdatedAt <= instantOf(record.updatedAt))
        return record;
      const { itGlueUpdatedAt, missingSince: _missing, ...values } = before;
      return { ...values, updatedAt: itGlueUpdatedAt };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What a whole read changes in the mirror. */
export function mirrorChanges(
  organizations: readonly ReadOrganization[],
  mirrored: readonly MirroredOrganization[],
): Pick<SyncPlan, "upserts" | "vanishedIds"> {
  const known = new Map(mirrored.map((row) => [row.id, row]));
  const seen = new Set(organizations.map(({ id }) => id));
  return {
    upserts: organizations.map(mirrorOf).filter((row) => differs(row, known.get(row.id))),
    vanishedIds: mirrored.filter((row) => row.missingSince === null && !seen.has(row.id)).map(({ id }) => id),
  };
}

function differs(row: MirroredOrganization, known: MirroredOrganization | undefined): boolean {
  const fields = Object.keys(row) as (keyof MirroredOrganization)[];
  return known === undefined || fields.some((field) => row[field] !== known[field]);
}
