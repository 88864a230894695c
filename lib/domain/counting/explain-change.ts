import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { canonicalJson } from "./canonical-json";
import { assetLabel, byId, type CountedAsset, type LeftOutAsset, type LeftOutReason } from "./count-units";
import { type CountEvidence, isSameMeasure, type OrganizationRef } from "./receipt";
import { eitherOf } from "./rule-in-words";

/** Why a count moved between two receipts (design.md 5, "Explained change"). All values are decimal text of units. */
export type ChangeExplanation = {
  /** Signed: "+1", "-2.5", "0". The assets' own differences add up to it. */
  delta: string;
  added: CountedAsset[];
  removed: CountedAsset[];
  edited: (AssetRef & { from: string; to: string })[];
  /** Assets that are or were left out, and stand otherwise now. */
  leftOutChanged: (AssetRef & { from: Standing; to: Standing })[];
  organizationsAdded: OrganizationRef[];
  organizationsRemoved: OrganizationRef[];
  /** One phrase for each part of the rule that a person changed; new names of the same fields are no change. */
  ruleChanges: string[];
  /** "+1: Seats of Microsoft 365 Business Premium 6 → 7" */
  sentence: string;
};

type AssetRef = Omit<CountedAsset, "value" | "read">;

/** How an asset stands in a count; `absent`: IT Glue did not list it. */
export type Standing = { as: "counted"; value: string } | { as: LeftOutReason } | { as: "absent" };

type Move = { asset: AssetRef; from: Standing; to: Standing; difference: bigint };

const NAMED_MOVES = 3;

const REASON_WORDS: Record<LeftOutReason, string> = {
  filter: "outside the filters",
  archived: "archived",
  blank: "blank",
  "not-a-number": "not a number",
};

/** `before` is null for a first count. */
export function explainChange(before: CountEvidence | null, after: CountEvidence): ChangeExplanation {
  const moves = movesBetween(before, after);
  const organizationsAdded = missingFrom(before?.organizations ?? [], after.organizations);
  const organizationsRemoved = missingFrom(after.organizations, before?.organizations ?? []);
  const ruleChanges = before === null ? [] : changesOfRule(before, after);
  const delta = signed(units(after.total) - (before === null ? 0n : units(before.total)));
  return {
    delta,
    added: after.counted.filter(({ id }) => moves.get(id)?.from.as === "absent"),
    removed: (before?.counted ?? []).filter(({ id }) => moves.get(id)?.to.as === "absent"),
    edited: [...moves.values()].flatMap(({ asset, from, to }) =>
      from.as === "counted" && to.as === "counted" ? [{ ...asset, from: from.value, to: to.value }] : [],
    ),
    leftOutChanged: [...moves.values()]
      .filter(({ from, to }) => isLeftOut(from) || isLeftOut(to))
      .map(({ asset, from, to }) => ({ ...asset, from, to })),
    organizationsAdded,
    organizationsRemoved,
    ruleChanges,
    sentence:
      before === null
        ? `First count: ${after.total} from ${after.counted.length === 1 ? "1 asset" : `${after.counted.length} assets`}`
        : sentenceOf(delta, [
            ...ruleChanges,
            ...organizationsAdded.map(({ name }) => `${name} now counts`),
            ...organizationsRemoved.map(({ name }) => `${name} no longer counts`),
            ...namedMoves([...moves.values()], isSameMeasure(before, after) ? measuredOf(after) : ""),
          ]),
  };
}

/** Assets that stand otherwise than before, by id. */
function movesBetween(before: CountEvidence | null, after: CountEvidence): Map<string, Move> {
  const entriesBefore = entriesIn(before);
  const moves: Move[] = [];
  // Of nearly all assets nothing changed: they are only compared.
  const compare = (was: Entry | undefined, is: Entry | undefined) => {
    if (was && is && isSameStanding(was, is)) return;
    const [from, to] = [standingOf(was), standingOf(is)];
    moves.push({ asset: refOf((is ?? was)!), from, to, difference: unitsOf(to) - unitsOf(from) });
  };
  for (const entries of [after.counted, after.leftOut])
    for (const entry of entries) {
      compare(entriesBefore.get(entry.id), entry);
      entriesBefore.delete(entry.id);
    }
  for (const entry of entriesBefore.values()) compare(entry, undefined);
  return new Map(moves.sort((a, b) => byId(a.asset, b.asset)).map((move) => [move.asset.id, move]));
}

type Entry = CountedAsset | LeftOutAsset;

function entriesIn(evidence: CountEvidence | null): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const entry of evidence?.counted ?? []) entries.set(entry.id, entry);
  for (const entry of evidence?.leftOut ?? []) entries.set(entry.id, entry);
  return entries;
}

function isSameStanding(a: Entry, b: Entry): boolean {
  if ("value" in a) return "value" in b && a.value === b.value;
  return !("value" in b) && a.reason === b.reason;
}

function standingOf(entry: Entry | undefined): Standing {
  if (entry === undefined) return { as: "absent" };
  return "value" in entry ? { as: "counted", value: entry.value } : { as: entry.reason };
}

function refOf(entry: Entry): AssetRef {
  if ("value" in entry) {
    const { value, read, ...asset } = entry;
    return asset;
  }
  const { reason, detail, ...asset } = entry;
  return asset;
}

/** The largest differences in words; those that moved no units are left unsaid. */
function namedMoves(moves: Move[], measured: string): string[] {
  const size = ({ difference }: Move) => (difference < 0n ? -difference : difference);
  const effective = moves
    .filter(({ difference }) => difference !== 0n)
    .sort((a, b) => (size(a) === size(b) ? byId(a.asset, b.asset) : size(a) < size(b) ? 1 : -1));
  const named = effective.slice(0, NAMED_MOVES).map((move) => moveInWords(move, measured));
  const others = effective.length - named.length;
  return others === 0 ? named : [...named, others === 1 ? "1 more asset" : `${others} more assets`];
}

function moveInWords({ asset, from, to }: Move, measured: string): string {
  const label = assetLabel(asset);
  if (from.as === "counted" && to.as === "counted") return `${measured}${label} ${from.value} → ${to.value}`;
  if (to.as === "counted")
    return `${label} ${from.as === "absent" ? "added" : `now counts, was ${standingInWords(from)}`} (${to.value})`;
  const value = from.as === "counted" ? from.value : "0";
  return `${label} ${to.as === "absent" ? "removed" : `no longer counts, ${standingInWords(to)}`} (${value})`;
}

/** "Seats of ", before an asset whose value was edited. */
function measuredOf({ rule: { billBy } }: CountEvidence): string {
  if (billBy.by === "assets") return "";
  return billBy.by === "table"
    ? `${billBy.column} of `
    : `${billBy.by === "tags" ? "Tags in " : ""}${billBy.field.name} of `;
}

function measureInWords(billBy: Exclude<CountEvidence["rule"]["billBy"], { by: "assets" }>): string {
  const { name } = billBy.field;
  if (billBy.by === "tags") return `number of tags in ${name}`;
  if (billBy.by === "field") return name;
  const rows = billBy.match
    ? ` of rows whose ${billBy.match.column} is ${eitherOf(billBy.match.values)}`
    : "";
  return `${billBy.column} in the table ${name}${rows}`;
}

/** "blank", "outside the filters": how an asset stands, for a sentence. */
export function standingInWords({ as }: Standing): string {
  return as === "counted" || as === "absent" ? as : REASON_WORDS[as];
}

function changesOfRule(before: CountEvidence, after: CountEvidence): string[] {
  const changes: string[] = [];
  const compare = (
    what: string,
    keyOf: (e: CountEvidence) => unknown,
    inWords: (e: CountEvidence) => string,
  ) => {
    if (canonicalJson(keyOf(before)) !== canonicalJson(keyOf(after)))
      changes.push(`${what} changed from ${inWords(before)} to ${inWords(after)}`);
  };
  compare(
    "asset type",
    ({ assetType }) => assetType.id,
    ({ assetType }) => assetType.name,
  );
  compare(
    "bill by",
    ({ rule: { billBy } }) => ({ ...billBy, field: billBy.by === "assets" ? null : billBy.field.id }),
    ({ rule: { billBy } }) => (billBy.by === "assets" ? "number of assets" : measureInWords(billBy)),
  );
  compare(
    "filters",
    ({ rule }) => rule.conditions.map(({ field, values }) => [field.id, values]),
    ({ rule }) =>
      rule.conditions.map(({ field, values }) => `${field.name} is ${eitherOf(values)}`).join(" and ") ||
      "none",
  );
  compare(
    "archived assets",
    ({ rule }) => rule.includeArchived,
    ({ rule }) => (rule.includeArchived ? "included" : "left out"),
  );
  return changes;
}

function sentenceOf(delta: string, parts: string[]): string {
  if (parts.length === 0) return "No change";
  return `${delta}: ${parts.join("; ")}`;
}

function missingFrom(
  known: readonly OrganizationRef[],
  organizations: readonly OrganizationRef[],
): OrganizationRef[] {
  const ids = new Set(known.map(({ id }) => id));
  return organizations.filter(({ id }) => !ids.has(id));
}

function isLeftOut({ as }: Standing): boolean {
  return as !== "counted" && as !== "absent";
}

function unitsOf(standing: Standing): bigint {
  return standing.as === "counted" ? units(standing.value) : 0n;
}

function units(text: string): bigint {
  return decimal(text, UNITS_SCALE);
}

function signed(value: bigint): string {
  return `${value > 0n ? "+" : ""}${formatDecimal(value, UNITS_SCALE)}`;
}
