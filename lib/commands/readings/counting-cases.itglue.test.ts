import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, nextId, type TagTarget } from "@/e2e/it-glue-emulator/state";
import type { AssetType, CountRule } from "@/lib/domain/counting/count-rule";
import type { Asset } from "@/lib/domain/counting/count-units";
import { COUNTING_CASES } from "@/lib/domain/counting/counting-cases.sample";
import { asset, LICENSING, ruleOf, tagged } from "@/lib/domain/counting/licensing.sample";
import { type Bench, collect, NORTHWIND, startBench } from "@/lib/itglue/gateway-fixture";
import { countableAsset } from "./countable-asset";
import { takeReading } from "./take-reading";

/**
 * The golden table once more, with every row documented in the IT Glue emulator and read back over HTTP: what a trait
 * looks like on the wire, and what paging, switches and other people do to it, changes no unit.
 */

let bench: Bench;
let account: Account;
let type: AssetType;
beforeAll(async () => {
  bench = await startBench();
  account = bench.emulator.state.accounts.find(({ id }) => id === "northwind")!;
  const typeId = await createType();
  type = (await bench.gateway().assetTypes()).find(({ id }) => id === typeId)!;
});
afterAll(() => bench.emulator.close());

/** The sample's type with a field of every kind, made as an integration makes it. */
async function createType(): Promise<string> {
  if (NORTHWIND.kind !== "api-key") throw new Error("The emulator takes the demo's key.");
  const fields = LICENSING.fields.map(({ name, kind, options, tagType }) => ({
    type: "flexible_asset_fields",
    attributes: {
      name,
      kind,
      "show-in-list": true,
      "use-for-title": name === "License",
      ...(options.length > 0 && { "default-value": options.join("\r\n") }),
      ...(tagType && { "tag-type": tagType }),
    },
  }));
  const response = await fetch(`${bench.url}/us/flexible_asset_types`, {
    method: "POST",
    headers: { "x-api-key": NORTHWIND.key, "content-type": "application/vnd.api+json" },
    body: JSON.stringify({
      data: {
        type: "flexible_asset_types",
        attributes: { name: "Subscriptions" },
        relationships: { "flexible-asset-fields": { data: fields } },
      },
    }),
  });
  const { data } = (await response.json()) as { data: { id: string } };
  return data.id;
}

const fieldIdOf = (sampleId: string) => type.fields.find(({ nameKey }) => `f-${nameKey}` === sampleId)!.id;

/** The row's rule with the ids that IT Glue gave. */
function documentedRule(rule: CountRule): CountRule {
  return {
    ...rule,
    assetTypeId: type.id,
    billBy:
      rule.billBy.by === "assets" ? rule.billBy : { ...rule.billBy, fieldId: fieldIdOf(rule.billBy.fieldId) },
    conditions: rule.conditions.map(({ fieldId, values }) => ({ fieldId: fieldIdOf(fieldId), values })),
  };
}

/** A contact whom assets can tag. */
function contact(name: string, organizationId: string): TagTarget {
  const target = { id: nextId(account), tagType: "Contacts", name, organizationId, extra: {} };
  account.tagTargets.push(target);
  return target;
}

type TaggedTrait = { values: { name: string }[] };
const isTagged = (trait: unknown): trait is TaggedTrait =>
  typeof trait === "object" && trait !== null && "values" in trait && Array.isArray(trait.values);

/** Documents one asset with exactly these traits, whatever IT Glue itself would have refused; answers its id. */
async function documented(row: Asset, organizationId: string): Promise<string> {
  const { id } = await bench.control({
    action: "add-asset",
    organizationId,
    assetTypeId: type.id,
    archived: row.isArchived,
  });
  const kept = account.assets.find((each) => each.id === id)!;
  kept.restricted = row.isRestricted;
  for (const [key, trait] of Object.entries(row.traits)) {
    kept.values[fieldIdOf(`f-${key}`)] = isTagged(trait)
      ? trait.values.map(({ name }) => contact(name, organizationId).id)
      : trait;
  }
  return String(id);
}

const organization = async (name: string, parentId: string | null = null) =>
  String((await bench.control({ action: "add-organization", accountId: "northwind", name, parentId })).id);

/** Reads and counts as Update Units does; in short, as the golden table says it. */
async function counted(
  rule: CountRule,
  linkedIds: readonly string[],
  names = new Map<string, string>(),
  pageSize = 1000,
) {
  const gateway = bench.gateway();
  const paged = bench.gateway({ pageSize });
  const organizations = (await collect(gateway.organizations())).map(({ id }) => id);
  const assets: Asset[] = [];
  for (const organizationId of linkedIds)
    assets.push(
      ...(await collect(paged.assets({ assetTypeId: type.id, organizationId }))).map(countableAsset),
    );
  const types = await gateway.assetTypes();
  const taken = takeReading({
    rule: documentedRule(rule),
    linked: linkedIds.map((id) => ({ id, name: `Organization ${id}` })),
    seen: {
      organizationIds: new Set(organizations),
      assetType: types.find(({ id }) => id === type.id) ?? null,
      assets,
    },
    previous: null,
    unreadable: null,
  });
  const { total, counted: counting, leftOut } = taken.evidence!;
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    state: taken.state,
    total,
    counted: counting.map(({ id, value }) => `${nameOf(id)} ${value}`).sort(),
    leftOut: leftOut.map(({ id, reason }) => `${nameOf(id)} ${reason}`).sort(),
  };
}

/** A row that a person can bring about in IT Glue: not a list that moves while it is read, nor traits of deleted fields. */
function isDocumentable([, [, assets]]: (typeof COUNTING_CASES)[number]): boolean {
  const keys = new Set(LICENSING.fields.map(({ nameKey }) => nameKey));
  return (
    new Set(assets.map(({ id }) => id)).size === assets.length &&
    assets.every(
      ({ assetTypeId, traits }) =>
        assetTypeId === LICENSING.id && Object.keys(traits).every((key) => keys.has(key)),
    )
  );
}

const ROWS = COUNTING_CASES.filter(isDocumentable);

describe("the golden table of counting, over the wire", () => {
  it("leaves out only what cannot be documented", () => {
    const leftOut = COUNTING_CASES.filter((row) => !ROWS.includes(row)).map(([name]) => name);
    expect(leftOut.toSorted()).toEqual([
      // An asset twice in one list, as of a list that moves, or one of another type.
      "an unreadable instant is older than any",
      "archived between two pages",
      "assets of another type do not exist here",
      "edited between two pages: the latest counts",
      "edited down between two pages: the latest counts",
      "instants, not their text, are compared",
      "one asset on two pages",
      // A key that no field has.
      "traits of deleted fields linger",
    ]);
    expect(ROWS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(ROWS)("%s", async (name, [rule, assets, expected]) => {
    const main = await organization(name);
    const sub = await organization(`${name}, downtown`, main);
    const names = new Map<string, string>();
    for (const row of assets)
      names.set(await documented(row, row.organizationId === "1" ? main : sub), row.id);
    const sorted = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [key, Array.isArray(value) ? value.toSorted() : value]),
    );
    const whole = await counted(rule, [main, sub], names);
    expect(whole).toMatchObject(sorted);
    expect(whole.state).toBe(whole.counted.length === 0 ? "empty" : "counted");
    expect(await counted(rule, [sub, main], names, 1), "one asset a page").toEqual(whole);
  });
});

describe("oddities that only the wire has", () => {
  it("numbers that IT Glue sends as strings count the same", async () => {
    const id = await organization("Numbers as text");
    for (const seats of [25, 2.5, 0, -3]) await documented(asset("a", { seats }), id);
    const before = await counted(ruleOf("seats"), [id]);
    expect(before.total).toBe("24.5");
    await bench.control({ action: "switches", set: { numbersAsStrings: true } });
    expect(await counted(ruleOf("seats"), [id])).toEqual(before);
    expect(await counted(ruleOf("assets", { seats: "2.50" }), [id])).toMatchObject({ total: "1" });
    await bench.control({ action: "switches", set: { numbersAsStrings: false } });
  });

  it("a contact who is renamed still counts as a tag, and is found under the new name", async () => {
    const id = await organization("Renamed contact");
    await documented(asset("a", { users: tagged("Ann", "Bob"), seats: 3 }), id);
    const bob = account.tagTargets.findLast(({ name }) => name === "Bob")!;
    bob.name = "Robert";
    expect(await counted(ruleOf("users"), [id])).toMatchObject({ state: "counted", total: "2" });
    expect(await counted(ruleOf("seats", { users: "Bob" }), [id])).toMatchObject({
      state: "empty",
      total: "0",
    });
    expect(await counted(ruleOf("seats", { users: "robert" }), [id])).toMatchObject({ total: "3" });
  });

  it("a contact who is deleted vanishes from the tags; the last one leaves 0 tags, which is a count", async () => {
    const id = await organization("Deleted contact");
    await documented(asset("a", { users: tagged("Ann", "Bob"), seats: 3 }), id);
    const drop = () =>
      account.tagTargets.splice(
        account.tagTargets.findLastIndex((each) => each.organizationId === id),
        1,
      );
    drop();
    expect(await counted(ruleOf("users"), [id])).toMatchObject({ state: "counted", total: "1" });
    drop();
    expect(await counted(ruleOf("users"), [id])).toMatchObject({ state: "counted", total: "0", leftOut: [] });
    expect(await counted(ruleOf("seats", { users: "Ann" }), [id])).toMatchObject({
      state: "empty",
      total: "0",
    });
  });

  it("a sub-organization counts for its parent's account only once it is linked", async () => {
    const main = await organization("Harbor");
    const sub = await organization("Harbor Downtown", main);
    await documented(asset("a", { seats: 12 }), main);
    await documented(asset("b", { seats: 5 }), sub);
    expect(await counted(ruleOf("seats"), [main])).toMatchObject({ total: "12" });
    expect(await counted(ruleOf("seats"), [main, sub])).toMatchObject({ total: "17" });
  });

  it("Select options that the type keeps with CRLF between them meet what assets hold", async () => {
    const plan = type.fields.find(({ nameKey }) => nameKey === "plan")!;
    expect(plan.options).toEqual(["Business Basic", "Business Premium"]);
    const id = await organization("Select options");
    await documented(asset("a", { plan: "Business Basic\r", seats: 2 }), id);
    await documented(asset("b", { plan: "Business Premium ", seats: 6 }), id);
    expect(await counted(ruleOf("seats", { plan: plan.options[0]! }), [id])).toMatchObject({ total: "2" });
    expect(await counted(ruleOf("seats", { plan: plan.options[1]! }), [id])).toMatchObject({ total: "6" });
  });

  it("a field renamed together with its key still counts: the rule keeps its id", async () => {
    const id = await organization("Renamed field");
    await documented(asset("a", { license: "E3", seats: 4 }), id);
    const [seats, license] = [fieldIdOf("f-seats"), fieldIdOf("f-license")];
    const rule = ruleOf("seats", { license: "E3" });
    const expected = await counted(rule, [id]);
    expect(expected.total).toBe("4");
    await bench.control({ action: "rename-field", fieldId: seats, name: "Licensed seats", changeKey: true });
    await bench.control({ action: "rename-field", fieldId: license, name: "Product", changeKey: true });
    expect(await counted(rule, [id])).toEqual(expected);
    await bench.control({ action: "rename-field", fieldId: seats, name: "Seats", changeKey: true });
    await bench.control({ action: "rename-field", fieldId: license, name: "License", changeKey: true });
  });
});
