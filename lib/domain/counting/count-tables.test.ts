import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";
import { type AssetType, type CountRule, countRuleSchema, resolveRule } from "./count-rule";
import { type Asset, countUnits } from "./count-units";
import { explainChange } from "./explain-change";
import { countEvidence, evidenceBytes, hashOfEvidence, verifyReceipt } from "./receipt";
import { ruleInWords } from "./rule-in-words";

const TYPE: AssetType = {
  id: "5",
  name: "Office 365",
  isEnabled: true,
  fields: [
    {
      id: "51",
      name: "Tenant Name",
      nameKey: "tenant-name",
      kind: "Text",
      decimals: 0,
      order: 1,
      options: [],
      tagType: null,
    },
    {
      id: "52",
      name: "Licenses",
      nameKey: "licenses",
      kind: "Textbox",
      decimals: 0,
      order: 2,
      options: [],
      tagType: null,
    },
  ],
};
const RULE: CountRule = {
  assetTypeId: "5",
  billBy: {
    by: "table",
    fieldId: "52",
    column: "Active Licenses",
    match: { column: "License Name", values: ["E3", "E5"] },
  },
  conditions: [],
  includeArchived: false,
};

const table = (rows: Record<string, string>) =>
  `<table><tr><th>License Name</th><th>Active Licenses</th></tr>${Object.entries(rows)
    .map(([name, seats]) => `<tr><td>${name}</td><td>${seats}</td></tr>`)
    .join("")}</table>`;
const asset = (id: string, licenses: unknown): Asset => ({
  id,
  organizationId: "1",
  assetTypeId: "5",
  name: `Tenant ${id}`,
  traits: { licenses },
  isArchived: false,
  isRestricted: false,
  updatedAt: "2026-06-01T00:00:00Z",
});
const count = (...assets: Asset[]) => {
  const resolution = resolveRule(RULE, TYPE);
  if (!resolution.ok) throw new Error("The rule does not resolve");
  return countEvidence(
    resolution.resolved,
    [{ id: "1", name: "RK Fabrics" }],
    countUnits(resolution.resolved, assets),
  );
};

it("sums the matched rows of each asset and keeps them in the receipt", () => {
  const evidence = count(
    asset("1", table({ E3: "20", E5: "5 active", F1: "9" })),
    asset("2", table({ e3: "1.5" })),
  );
  expect(evidence.total).toBe("26.5");
  expect(evidence.counted.map(({ value, rows }) => [value, rows])).toEqual([
    [
      "25",
      [
        { label: "E3", units: "20" },
        { label: "E5", units: "5" },
      ],
    ],
    ["1.5", [{ label: "e3", units: "1.5" }]],
  ]);
});

it("leaves out what holds no table, no such row, or a row that is no number, and says why", () => {
  const { counted, leftOut } = count(
    asset("1", undefined),
    asset("2", "25 seats"),
    asset("3", table({ F1: "9" })),
    asset("4", table({ E3: "20", E5: "many" })),
  );
  expect(counted).toEqual([]);
  expect(leftOut.map(({ reason, detail }) => [reason, detail])).toEqual([
    ["blank", undefined],
    ["not-a-number", "Licenses: no table with columns Active Licenses and License Name"],
    ["filter", "Licenses: no row whose License Name is E3 or E5"],
    ["not-a-number", 'Licenses: E5: "many"'],
  ]);
});

it("is refused on a field that is no Textbox", () => {
  const resolution = resolveRule(
    { ...RULE, billBy: { by: "table", fieldId: "51", column: "A", match: null } },
    TYPE,
  );
  expect(resolution.ok ? [] : resolution.faults.map(({ message }) => message)).toEqual([
    "Tenant Name of Office 365 is a Text field in IT Glue (it holds no table to read): choose another field, or change its kind there",
  ]);
});

it("cannot be saved without a column, or with a match on nothing", () => {
  for (const billBy of [
    { ...RULE.billBy, column: " " },
    { ...RULE.billBy, match: { column: "License Name", values: [] } },
    { ...RULE.billBy, match: { column: "", values: ["E3"] } },
  ])
    expect(countRuleSchema.safeParse({ ...RULE, billBy }).success, canonicalJson(billBy)).toBe(false);
});

it("is proved from its receipt alone, row by row", async () => {
  const evidence = count(asset("1", table({ E3: "20", E5: "5" })));
  const hash = await hashOfEvidence(evidence);
  expect(await verifyReceipt(evidenceBytes(evidence), hash)).toEqual({ ok: true, total: "25" });

  const [counted] = evidence.counted;
  for (const forged of [
    {
      ...counted!,
      rows: [
        { label: "E3", units: "19" },
        { label: "E5", units: "5" },
      ],
    },
    { ...counted!, rows: undefined },
    { ...counted!, rows: [{ label: "E3", units: "twenty-five" }] },
  ]) {
    const text = JSON.stringify({ ...evidence, counted: [forged] });
    const proof = await verifyReceipt(text, await hashOfEvidence(JSON.parse(text)));
    expect(proof.ok ? [] : proof.faults.map(({ code }) => code)).toContain("value-invalid");
  }
});

it("is said in words, in the rule and in an explained change", () => {
  expect(ruleInWords(RULE, TYPE)).toBe(
    "Sum of Active Licenses in the table Licenses, of rows whose License Name is E3 or E5, on Office 365 assets",
  );
  const change = explainChange(
    count(asset("1", table({ E3: "20" }))),
    count(asset("1", table({ E3: "21" }))),
  );
  expect(change.sentence).toBe("+1: Active Licenses of Tenant 1 20 → 21");
});
