import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  matchOrganizations,
  type Named,
  nameSimilarity,
  normalizedName,
  suggestedAccount,
} from "./organization-match";

describe("a name as it is compared", () => {
  it.each([
    ["Acme", "acme"],
    ["  ACME,  Inc. ", "acme"],
    ["The Acme Company", "acme"],
    ["Acme Corp., LLC", "acme"],
    ["Acme L.L.C.", "acme"],
    ["Acme B.V", "acme"],
    ["Acme S.A.", "acme"],
    ["Acme Pty Ltd", "acme"],
    ["Acme Sp. z o.o.", "acme sp z oo"],
    ["Müller & Söhne GmbH & Co. KG", "muller and sohne"],
    ["Straße AG", "strasse"],
    ["Ｆｕｌｌ　ｗｉｄｔｈ PLC", "full width"],
    ["O'Brien's Bar", "obriens bar"],
    ["Smith & Co", "smith"],
    ["ΑΒΓΣ", "αβγσ"],
    ["株式会社山田", "株式会社山田"],
    ["3M Co.", "3m"],
    // Nothing but a legal form, an article or punctuation: kept, or two such names would be one.
    ["Limited", "limited"],
    ["The", "the"],
    ["The!", "the"],
    ["The Limited", "limited"],
    ["& Co", "and"],
    ["!!!", "!!!"],
    ["  ", ""],
  ])("%j is %j", (name, compared) => expect(normalizedName(name)).toBe(compared));
});

describe("similarity", () => {
  it.each([
    ["Acme", "ACME, Inc.", 100],
    ["The Camden Books Ltd", "Camden Books", 100],
    ["Contoso", "Contosso", 94],
    ["Elm City Bakery", "Elm City Backery", 90],
    ["Harbor Dental", "Harbor Dental Group", 82],
    ["Dental Harbor", "Harbor Dental", 99],
    ["Harbor Dental Group", "Harbor Dental Downtown", 65],
    ["Store 12", "Store 13", 60],
    ["Store 1 23", "Store 12 3", 60],
    ["12 Store 34", "34 Store 12", 99],
    ["Store 12 North", "Store 12 South", 73],
    ["Aaaa", "Aaa", 88],
    ["Acme 2000", "Acme", 66],
    ["RK Fabrics", "RK Textiles", 34],
    ["Acme", "Zebra", 0],
    ["Acme", "", 0],
  ])("of %j and %j is %i", (a, b, score) => {
    expect(nameSimilarity(a, b)).toBe(score);
    expect(nameSimilarity(b, a)).toBe(score);
  });

  const name = fc.oneof(
    fc.string({ maxLength: 24 }),
    fc.string({ maxLength: 24, unit: "grapheme" }),
    fc
      .array(fc.constantFrom("The", "Acme", "acme", "Dental", "Inc.", "GmbH", "& Co", "12", "Ärzte"), {
        maxLength: 5,
      })
      .map((words) => words.join(" ")),
  );

  it("is symmetric, a whole number from 0 to 100, and 100 exactly for names equal once normalized", () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const score = nameSimilarity(a, b);
        expect(score).toBe(nameSimilarity(b, a));
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        expect(score === 100).toBe(normalizedName(a) === normalizedName(b));
      }),
    );
  });

  it("normalizes once and for all", () => {
    fc.assert(
      fc.property(name, (each) => {
        expect(normalizedName(`  ${each}\t`)).toBe(normalizedName(each));
        expect(nameSimilarity(each, each)).toBe(100);
      }),
    );
  });
});

const named = (...names: string[]): Named[] => names.map((name, index) => ({ id: `${index}`, name }));

describe("likely accounts", () => {
  it("are those above the floor, best first, of equal scores in the order handed in", () => {
    const accounts = named("Harbour Dental", "Harbor Dental Ltd", "HARBOR DENTAL", "Tidewater Foods");
    expect(matchOrganizations(named("Harbor Dental, Inc."), accounts).matches).toEqual([
      {
        organizationId: "0",
        candidates: [
          { accountId: "1", score: 100 },
          { accountId: "2", score: 100 },
          { accountId: "0", score: 89 },
        ],
      },
    ]);
  });

  it("are given to the most certain organization first, and none to one that is like no account", () => {
    const { matches } = matchOrganizations(
      named("Contosso", "Nobody", "Tidewater Foods LLC"),
      named("Contoso", "Tidewater Foods"),
    );
    expect(matches.map(({ organizationId }) => organizationId)).toEqual(["2", "0"]);
  });

  it("are those that reach the floor, and not those whose numbers differ below it", () => {
    const scores = (a: string, b: string, floor?: number) =>
      matchOrganizations(named(a), named(b), { floor }).matches.flatMap(({ candidates }) => candidates);
    expect(scores("Abc", "Abd", 50)).toEqual([{ accountId: "0", score: 50 }]);
    expect(scores("Abc", "Abd", 51)).toEqual([]);
    expect(scores("Store 12", "Store 13")).toEqual([]);
  });

  it("are three at most, or as many as asked for", () => {
    const accounts = named("Acme", "Acme Inc", "Acme Ltd", "Acme LLC");
    const kept = (atMost?: number) =>
      matchOrganizations(named("Acme"), accounts, { atMost }).matches[0]?.candidates.length;
    expect([kept(), kept(1), kept(9)]).toEqual([3, 1, 4]);
  });

  it("are found by one step for each account that has a pair of letters", () => {
    expect(matchOrganizations(named("Abd"), named("Ab", "Ac")).steps).toBe(3);
  });

  it("suggest the best of them, tied where the second is as good", () => {
    const suggested = (...scores: number[]) =>
      suggestedAccount({
        organizationId: "o",
        candidates: scores.map((score, index) => ({ accountId: `${index}`, score })),
      });
    expect(suggested(100, 89)).toEqual({ accountId: "0", score: 100, isTied: false });
    expect(suggested(94, 94, 80)).toEqual({ accountId: "0", score: 94, isTied: true });
    expect(suggested(90)).toEqual({ accountId: "0", score: 90, isTied: false });
  });

  it("are none for blank names", () => {
    expect(matchOrganizations(named(" ", "—"), named("", " ")).matches).toEqual([]);
  });

  it("are found exactly as by comparing every pair", () => {
    const word = fc.constantFrom(
      "harbor",
      "harbour",
      "dental",
      "group",
      "city",
      "bakery",
      "foods",
      "a",
      "b2",
    );
    const company = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
    const companies = fc.array(company, { maxLength: 12 }).map((names) => named(...names));
    fc.assert(
      fc.property(companies, companies, fc.integer({ min: 1, max: 100 }), (some, others, floor) => {
        const found = matchOrganizations(some, others, { floor, atMost: 99 }).matches.flatMap((match) =>
          match.candidates.map(({ accountId, score }) => `${match.organizationId} ${accountId} ${score}`),
        );
        const all = some.flatMap((a) =>
          others
            .map((b) => ({ pair: `${a.id} ${b.id}`, score: nameSimilarity(a.name, b.name) }))
            .filter(({ score }) => score >= floor)
            .map(({ pair, score }) => `${pair} ${score}`),
        );
        expect(found.sort()).toEqual(all.sort());
      }),
    );
  });

  it("take few steps among 5,000 organizations and 5,000 accounts", () => {
    // Names made of syllables by a fixed rule: many share words, as companies of one town and trade do.
    const syllables = "ba den kor lim sut wex ra tol fin gar mo pel quo hast yor zim".split(" ");
    const trades = ["Dental", "Bakery", "Law Group", "Logistics", "Medical Center", "Foods", "Accounting"];
    const company = (index: number) => {
      const pick = (factor: number) => syllables[(index * factor + (index >> 4)) % syllables.length];
      return `${pick(1)}${pick(7)}${pick(3)}${pick(11)} ${trades[index % trades.length]}`;
    };
    const names = Array.from({ length: 5000 }, (_, index) => company(index));
    const organizations = named(...names.map((name) => `${name}, Inc.`));
    const { matches, steps } = matchOrganizations(organizations, named(...names));
    expect(matches).toHaveLength(5000);
    expect(matches.every(({ candidates }) => candidates[0]!.score === 100)).toBe(true);
    const pairs = names.length * names.length;
    // About four steps for two names; comparing every two would take one for each of some 25 pairs of letters.
    expect(steps / pairs).toBeLessThan(5);
  });
});
