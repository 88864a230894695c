import { describe, expect, it } from "vitest";
import { asset, evidenceOf, ruleOf, tagged } from "./licensing.sample";
import { type CountEvidence, hashOfEvidence, verifyReceipt } from "./receipt";

const SEATS = evidenceOf([asset("a", { seats: 6 }), asset("b", {})]);
const USERS = evidenceOf([asset("a", { users: tagged(..."abcdefghijkl") })], ruleOf("users"));
const ASSETS = evidenceOf([asset("a", {})], ruleOf("assets"));

/** What speaks against a receipt in itself: its hash is that of what it says. */
async function messagesOf(receipt: CountEvidence): Promise<string[]> {
  const proof = await verifyReceipt(JSON.stringify(receipt), await hashOfEvidence(receipt));
  return proof.ok ? [] : proof.faults.map(({ message }) => message);
}
/** The one asset that counted, with other values; the total is what it says. */
const counting = (receipt: CountEvidence, values: Partial<CountEvidence["counted"][number]>) => ({
  ...receipt,
  counted: [{ ...receipt.counted[0]!, ...values }],
  total: values.value ?? receipt.total,
});

describe("what a receipt says against itself", () => {
  it("is nothing where each value is one that its rule can have counted", async () => {
    expect([SEATS.total, USERS.total, ASSETS.total]).toEqual(["6", "12", "1"]);
    expect(await Promise.all([SEATS, USERS, ASSETS].map(messagesOf))).toEqual([[], [], []]);
  });

  it.each([
    ["6 with rows of a table", counting(SEATS, { rows: [{ label: "E3", units: "6" }] }), "6"],
    ["a part of a tag", counting(USERS, { value: "1.5" }), "1.5"],
    ["tags read as a text", counting(USERS, { read: "12" }), "12"],
    ["two for one asset", counting(ASSETS, { value: "2" }), "2"],
    ["an asset read as a text", counting(ASSETS, { read: "1" }), "1"],
  ])("is %s", async (_, receipt, value) => {
    expect(await messagesOf(receipt)).toEqual([
      `Asset a cannot have counted ${value}`,
      `The assets add up to 0, the receipt says ${value}`,
    ]);
  });

  it("is a repeated asset, and one of no organization", async () => {
    const twice = { ...SEATS, leftOut: [...SEATS.leftOut, ...SEATS.leftOut] };
    expect(await messagesOf(twice)).toEqual(["Asset b stands in it twice"]);
    const elsewhere = { ...SEATS, leftOut: [{ ...SEATS.leftOut[0]!, organizationId: "9" }] };
    expect(await messagesOf(elsewhere)).toEqual(["Asset b is of no organization of the receipt"]);
  });

  it("is told apart from a receipt that is another, or none", async () => {
    const messages = async (text: string, hash: string) => {
      const proof = await verifyReceipt(text, hash);
      return proof.ok ? [] : proof.faults.map(({ message }) => message);
    };
    const hash = await hashOfEvidence(SEATS);
    expect(await messages("{", hash)).toEqual(["The receipt cannot be read"]);
    expect(await messages(JSON.stringify(USERS), hash)).toEqual([
      "The receipt is not the one that was recorded",
    ]);
    expect((await messages("{}", hash))[1]).toMatch(/^Not a receipt: .*schemaVersion/s);
  });
});
