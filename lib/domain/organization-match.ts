/**
 * How much alike two company names are, and which account an organization is likely to belong to. It only suggests: a
 * person confirms every link (design.md 6), because a wrong one bills a customer for another's assets.
 */

/** Legal forms, as they stand at the end of a name once dots and spaces inside an abbreviation are gone. */
const LEGAL_FORMS = new Set(
  (
    "inc incorporated corp corporation co company llc llp lp pllc pc ltd limited plc " +
    "gmbh mbh ag kg kgaa ohg ug ek ev bv nv vof sa sas sarl srl spa sl slu lda " +
    "pty pte pvt oy oyj ab as aps kk se zoo"
  ).split(" "),
);

/** Accents of Latin, Greek and Cyrillic letters; marks that other scripts spell with are left alone. */
const ACCENTS = /[\u0300-\u036f]/g;

/**
 * A name as it is compared: NFKC, without case and accents, "&" as "and", punctuation as blanks, without a leading "the"
 * and without the legal forms at its end. Of a name that is nothing else, all that is left is kept.
 */
export function normalizedName(name: string): string {
  const plain = name
    .normalize("NFKC")
    .normalize("NFD")
    .replace(ACCENTS, "")
    .normalize("NFC")
    // Up first: "ß" is then "ss". The sigma at the end of a word is a sigma.
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ");
  const words = plain
    .replace(/['’`´]/g, "")
    // "B.V." and "L.L.C" are one word, "Acme.com" is two.
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])\.?/gu, (short) => short.replaceAll(".", ""))
    .replace(/[&+]/g, " and ")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()
    .split(" ");
  if (words.length > 1 && words[0] === "the") words.shift();
  while (words.length > 1 && LEGAL_FORMS.has(words.at(-1)!)) {
    words.pop();
    // "Smith & Co" and "GmbH & Co. KG" leave an "and" behind.
    if (words.length > 1 && words.at(-1) === "and") words.pop();
  }
  const compared = words.join(" ");
  return compared === "" ? plain.trim() : compared;
}

type Fingerprint = {
  normalized: string;
  /** Pairs of letters within each word, its ends marked; a pair that occurs again is numbered, so that each is one. */
  bigrams: Set<string>;
  /** Words that hold a digit, in one order: "Store 12" is not "Store 13". */
  numbers: string;
};

function fingerprint(name: string): Fingerprint {
  const normalized = normalizedName(name);
  const words = normalized.split(" ");
  const seen = new Map<string, number>();
  const bigrams = new Set<string>();
  for (const word of words) {
    const letters = [" ", ...word, " "];
    for (let at = 1; at < letters.length; at += 1) {
      const pair = `${letters[at - 1]}${letters[at]}`;
      const times = seen.get(pair) ?? 0;
      seen.set(pair, times + 1);
      bigrams.add(times === 0 ? pair : `${pair}${times}`);
    }
  }
  const numbers = words.filter((word) => /\p{N}/u.test(word)).sort();
  return { normalized, bigrams, numbers: numbers.join(" ") };
}

/** What names whose numbers differ reach at most: below anything that is suggested. */
const OTHER_NUMBERS = 60;

/** Sørensen–Dice on the pairs of letters that both names have; 100 is kept for names that are equal once normalized. */
function scoreOf(a: Fingerprint, b: Fingerprint, shared: number): number {
  if (a.normalized === b.normalized) return 100;
  const dice = Math.floor((200 * shared) / (a.bigrams.size + b.bigrams.size));
  const isOther = a.numbers !== b.numbers && a.numbers !== "" && b.numbers !== "";
  return Math.min(dice, isOther ? OTHER_NUMBERS : 99);
}

/**
 * How much alike two names are, 0 to 100: 100 only where they are equal once normalized. Symmetric. The order of words
 * does not matter; names with different numbers in them stay at 60 or below.
 */
export function nameSimilarity(a: string, b: string): number {
  const [one, other] = [fingerprint(a), fingerprint(b)];
  let shared = 0;
  for (const pair of one.bigrams) if (other.bigrams.has(pair)) shared += 1;
  return scoreOf(one, other, shared);
}

/** The lowest score that is worth showing to a person. */
export const SUGGESTION_FLOOR = 70;

export type Named = { id: string; name: string };
export type LikelyAccount = { accountId: string; score: number };
export type OrganizationMatch = {
  organizationId: string;
  /** Best first, of equal scores in the order of the accounts handed in; at least one. */
  candidates: LikelyAccount[];
};

export type Matching = {
  /** Best first; organizations that are like no account are left out. */
  matches: OrganizationMatch[];
  /** Letter pairs of accounts that were looked at: far fewer than comparing every two names would look at. */
  steps: number;
};

/**
 * The likely accounts of each organization, by name: exactly the pairs that `nameSimilarity` puts at `floor` or above.
 * No two names are compared letter by letter: an index tells which accounts have a pair of letters, and only those are
 * counted up. Blank names match nothing.
 * @param floor 1 to 100.
 * @param atMost candidates kept for each organization.
 */
export function matchOrganizations(
  organizations: readonly Named[],
  accounts: readonly Named[],
  { floor = SUGGESTION_FLOOR, atMost = 3 }: { floor?: number; atMost?: number } = {},
): Matching {
  const prepared = (rows: readonly Named[]) =>
    rows.map(({ id, name }) => ({ id, ...fingerprint(name) })).filter(({ normalized }) => normalized !== "");
  const offered = prepared(accounts);
  const having = new Map<string, number[]>();
  for (const [index, { bigrams }] of offered.entries())
    for (const pair of bigrams) {
      const indexes = having.get(pair);
      if (indexes) indexes.push(index);
      else having.set(pair, [index]);
    }

  const sizes = Uint32Array.from(offered, ({ bigrams }) => bigrams.size);
  const shared = new Uint32Array(offered.length);
  let steps = 0;
  const matches = prepared(organizations).flatMap((organization): OrganizationMatch[] => {
    const { size } = organization.bigrams;
    for (const pair of organization.bigrams) {
      const indexes = having.get(pair) ?? [];
      steps += indexes.length;
      for (const index of indexes) shared[index]! += 1;
    }
    const candidates: LikelyAccount[] = [];
    for (let index = 0; index < shared.length; index += 1) {
      if (200 * shared[index]! < floor * (size + sizes[index]!)) continue;
      const account = offered[index]!;
      const score = scoreOf(organization, account, shared[index]!);
      if (score >= floor) candidates.push({ accountId: account.id, score });
    }
    shared.fill(0);
    if (candidates.length === 0) return [];
    candidates.sort((a, b) => b.score - a.score);
    return [{ organizationId: organization.id, candidates: candidates.slice(0, atMost) }];
  });
  matches.sort((a, b) => b.candidates[0]!.score - a.candidates[0]!.score);
  return { matches, steps };
}

/**
 * The account to suggest for an organization: its best candidate. `isTied`: another one scores the same, so that only a
 * person can tell them apart.
 */
export function suggestedAccount({ candidates }: OrganizationMatch): LikelyAccount & { isTied: boolean } {
  const [best, second] = candidates as [LikelyAccount, LikelyAccount?];
  return { ...best, isTied: second?.score === best.score };
}
