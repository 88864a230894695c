import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { keyOfUse } from "@/lib/domain/counting/service-use";
import type { StoredRecords } from "./stored-records";

export type CountedRow = {
  row: number;
  accountId: string;
  serviceId: string;
  rule: CountRule;
  inWords: string;
};

/** What a person should know of rows that count, before they are imported: none of it is a fault. By row. */
export function notesOf(
  rows: readonly CountedRow[],
  { rules, mappedAccountIds }: StoredRecords,
): ReadonlyMap<number, string[]> {
  const own = rows.map((each) => ({ ...each, look: lookOf(each.rule) }));
  const stored = rules.map((each) => ({ ...each, look: lookOf(each.rule) }));
  const notes = new Map<number, string[]>();
  for (const row of own) {
    const found = ["Not counted yet: nothing is billed before its first count"];
    if (!mappedAccountIds.has(row.accountId))
      found.push("This account has no IT Glue organization yet, so there is nothing to count");
    const others = own.filter((other) => other.row !== row.row);
    const countsTwice = (other: { accountId: string; look: Look }) =>
      other.accountId === row.accountId && mayCountTwice(other.look, row.look);
    const twice = others.find(countsTwice);
    if (twice) found.push(`Row ${twice.row} counts the same assets: they would be billed twice`);
    const rival = stored.find((other) => other.isRunning && countsTwice(other));
    if (rival)
      found.push(
        `“${rival.lineName}” of the contract “${rival.contractName}” counts the same assets: they would be billed twice`,
      );
    const reused = [...others, ...stored].find(
      (other) => other.serviceId === row.serviceId && other.look.use !== row.look.use,
    );
    if (reused) found.push(`Its service is also used for something else: ${reused.inWords}`);
    notes.set(row.row, found);
  }
  return notes;
}

/** A rule as far as it is compared. */
type Look = { use: string; value: string; isUnfiltered: boolean };

function lookOf(rule: CountRule): Look {
  return {
    use: keyOfUse(rule),
    value: canonicalJson([rule.assetTypeId, rule.billBy]),
    isUnfiltered: rule.conditions.length === 0,
  };
}

/** One value of one asset in both: surely where both count the same, or where one of them has no condition. */
function mayCountTwice(a: Look, b: Look): boolean {
  return a.value === b.value && (a.use === b.use || a.isUnfiltered || b.isUnfiltered);
}
