import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asset, evidenceOf, ruleOf, tagged } from "./licensing.sample";
import {
  type CountEvidence,
  compress,
  decompress,
  evidenceBytes,
  hashOfEvidence,
  isSameMeasure,
  verifyReceipt,
} from "./receipt";

const RECEIPT = evidenceOf(
  [
    asset("a", { license: "E3", seats: 6 }, { name: "Microsoft 365 E3" }),
    asset("b", { license: "E3", seats: "0.30000000000000004" }, { isRestricted: true }),
    asset("c", { license: "E5", seats: 9 }, { organizationId: "2" }),
    asset("d", { license: "E3" }),
  ],
  ruleOf("seats", { license: ["E3"] }),
);

/** The receipt as its reader gets it, changed by someone. */
function changed(change: (receipt: CountEvidence) => void, receipt = RECEIPT): CountEvidence {
  const copy = structuredClone(receipt);
  change(copy);
  return copy;
}

async function faultsOf(receipt: Uint8Array | string, hash: string): Promise<string[]> {
  const proof = await verifyReceipt(receipt, hash);
  return proof.ok ? [] : proof.faults.map(({ code }) => code);
}

describe("verifying", () => {
  it("proves canonical bytes, compressed bytes and JSON in any layout", async () => {
    const hash = await hashOfEvidence(RECEIPT);
    const bytes = evidenceBytes(RECEIPT);
    const proof = { ok: true, total: "6.3" };
    expect(await verifyReceipt(bytes, hash)).toEqual(proof);
    expect(await verifyReceipt(await compress(bytes), hash)).toEqual(proof);
    expect(await verifyReceipt(JSON.stringify(RECEIPT, null, 2), hash.toUpperCase())).toEqual(proof);
  });

  it.each<[string, (receipt: CountEvidence) => void, string[]]>([
    [
      "a value",
      (r) => {
        r.counted[0]!.value = "7";
      },
      ["hash-differs", "total-differs"],
    ],
    [
      "the total",
      (r) => {
        r.total = "7";
      },
      ["hash-differs", "total-differs"],
    ],
    [
      "value and total",
      (r) => {
        r.counted[0]!.value = "7";
        r.total = "7.3";
      },
      ["hash-differs"],
    ],
    [
      "a filter value",
      (r) => {
        r.rule.conditions[0]!.values[0] = "E5";
      },
      ["hash-differs"],
    ],
    [
      "the billed field",
      (r) => {
        r.rule.billBy = { by: "assets" };
      },
      ["hash-differs", "value-invalid", "value-invalid", "total-differs"],
    ],
    [
      "the name of an asset",
      (r) => {
        r.counted[0]!.name += " ";
      },
      ["hash-differs"],
    ],
    ["an organization", (r) => void r.organizations.pop(), ["hash-differs", "organization-unknown"]],
    [
      "a reason",
      (r) => {
        r.leftOut[0]!.reason = "blank";
      },
      ["hash-differs"],
    ],
    ["a repeated asset", (r) => void r.leftOut.push(r.leftOut[0]!), ["hash-differs", "asset-repeated"]],
    ["the order of assets", (r) => void r.counted.reverse(), ["hash-differs"]],
    [
      "the value as read",
      (r) => {
        r.counted[1]!.read = "0.4";
      },
      ["hash-differs", "value-invalid", "total-differs"],
    ],
    ["an added member", (r) => void Object.assign(r, { approvedBy: "me" }), ["hash-differs", "malformed"]],
    ["a missing member", (r) => void Reflect.deleteProperty(r, "leftOut"), ["hash-differs", "malformed"]],
    ["the version", (r) => void Object.assign(r, { schemaVersion: 2 }), ["hash-differs", "malformed"]],
  ])("catches a change of %s", async (_, change, codes) => {
    expect(await faultsOf(JSON.stringify(changed(change)), await hashOfEvidence(RECEIPT))).toEqual(codes);
  });

  it.each<[string, (receipt: CountEvidence) => void, string]>([
    [
      "a total that the assets do not make",
      (r) => {
        r.total = "7";
      },
      "total-differs",
    ],
    [
      "a total in another spelling",
      (r) => {
        r.total = "6.30";
      },
      "total-differs",
    ],
    [
      "a value in another spelling",
      (r) => {
        r.counted[0]!.value = "6.0";
      },
      "value-invalid",
    ],
    [
      "a value that is no number",
      (r) => {
        r.counted[0]!.value = "six";
      },
      "value-invalid",
    ],
    [
      "an asset counted and left out",
      (r) => {
        r.leftOut[0]!.id = "a";
      },
      "asset-repeated",
    ],
    [
      "an asset of nobody",
      (r) => {
        r.counted[0]!.organizationId = "9";
      },
      "organization-unknown",
    ],
  ])("catches %s even under its own hash", async (_, change, code) => {
    const forged = changed(change);
    expect(await faultsOf(evidenceBytes(forged), await hashOfEvidence(forged))).toContain(code);
  });

  it("proves assets left out for any reason", async () => {
    const left = [asset("a", { seats: 1 }, { isArchived: true }), asset("b", {}), asset("c", { seats: "x" })];
    const receipt = evidenceOf([...left, asset("d", { seats: 2 })], ruleOf("seats"));
    expect(receipt.leftOut.map(({ reason }) => reason)).toEqual(["archived", "blank", "not-a-number"]);
    expect(await faultsOf(evidenceBytes(receipt), await hashOfEvidence(receipt))).toEqual([]);
  });

  it("wants rows of tables that are numbers, and no value read beside them", async () => {
    const field = { id: "f-notes", name: "Notes", nameKey: "notes", kind: "Textbox" };
    const ofTable = (rows: { label: string; units: string }[], read?: string) =>
      changed((r) => {
        r.rule.billBy = { by: "table", field, column: "Seats", match: null };
        r.rule.conditions = [];
        r.counted = [{ ...r.counted[0]!, value: "6", rows }];
        Reflect.deleteProperty(r.counted[0]!, "read");
        if (read !== undefined) r.counted[0]!.read = read;
        r.leftOut = [];
        r.total = "6";
      });
    const faults = async (receipt: CountEvidence) =>
      faultsOf(evidenceBytes(receipt), await hashOfEvidence(receipt));
    const row = (units: string) => ({ label: "E3", units });
    expect(await faults(ofTable([row("4"), row("2")]))).toEqual([]);
    // A value that is not valid adds nothing to the total.
    const invalid = ["value-invalid", "total-differs"];
    expect(await faults(ofTable([row("six"), row("6")]))).toEqual(invalid);
    expect(await faults(ofTable([row("4"), row("2")], "6"))).toEqual(invalid);
  });

  it("wants whole tags and single assets", async () => {
    const byTags = changed(
      (r) => {
        r.counted[0]!.value = "1.5";
        r.total = "1.5";
      },
      evidenceOf([asset("a", { users: tagged("Ann") })], ruleOf("users")),
    );
    const byAssets = changed(
      (r) => {
        r.counted[0]!.value = "2";
        r.total = "2";
      },
      evidenceOf([asset("a", {})], ruleOf("assets")),
    );
    for (const forged of [byTags, byAssets])
      expect(await faultsOf(evidenceBytes(forged), await hashOfEvidence(forged))).toContain("value-invalid");
  });

  it.each<[string, Uint8Array | string]>([
    ["no JSON", "receipt"],
    ["cut bytes", evidenceBytes(RECEIPT).slice(0, -5)],
    ["a broken archive", new Uint8Array([0x1f, 0x8b, 8, 0, 1])],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["nothing", new Uint8Array()],
  ])("calls %s unreadable", async (_, receipt) => {
    expect(await faultsOf(receipt, await hashOfEvidence(RECEIPT))).toEqual(["unreadable"]);
  });

  it("calls JSON that is no receipt malformed", async () => {
    for (const json of ["null", "[]", "5", '{"total":"6.3"}'])
      expect(await faultsOf(json, await hashOfEvidence(RECEIPT))).toEqual(["hash-differs", "malformed"]);
  });
});

const anyReceipt = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 1e9 }).map(String),
      name: fc.string({ unit: "grapheme" }),
      seats: fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.string(), fc.constant(null)),
      isRestricted: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  .map((rows) =>
    evidenceOf(rows.map(({ id, name, seats, isRestricted }) => asset(id, { seats }, { name, isRestricted }))),
  );

describe("receipts, whatever was counted", () => {
  it("come back whole from the archive and prove themselves", async () => {
    await fc.assert(
      fc.asyncProperty(anyReceipt, async (receipt) => {
        const bytes = evidenceBytes(receipt);
        const packed = await compress(bytes);
        expect(await decompress(packed)).toEqual(bytes);
        expect(await verifyReceipt(packed, await hashOfEvidence(receipt))).toEqual({
          ok: true,
          total: receipt.total,
        });
      }),
      { numRuns: 40 },
    );
  });

  it("are never proved after one byte changed", async () => {
    await fc.assert(
      fc.asyncProperty(anyReceipt, fc.nat(), fc.integer({ min: 1, max: 255 }), async (receipt, at, mask) => {
        const bytes = evidenceBytes(receipt);
        const position = at % bytes.length;
        bytes[position] = bytes[position]! ^ mask;
        expect((await verifyReceipt(bytes, await hashOfEvidence(receipt))).ok).toBe(false);
      }),
    );
  });
});

describe("whether two receipts measure the same", () => {
  const field = { id: "f-notes", name: "Notes", nameKey: "notes", kind: "Textbox" };
  const ofTable = (column: string, match: string | null) =>
    changed((r) => {
      r.rule.billBy = {
        by: "table",
        field,
        column,
        match: match === null ? null : { column: match, values: [] },
      };
    });

  it("goes by the way of billing, the field, and of a table its columns", () => {
    const seats = ofTable("Seats", "Plan");
    expect(isSameMeasure(seats, ofTable("Seats", "Plan"))).toBe(true);
    expect(isSameMeasure(seats, ofTable("Used", "Plan"))).toBe(false);
    expect(isSameMeasure(seats, ofTable("Seats", "License"))).toBe(false);
    expect(isSameMeasure(seats, ofTable("Seats", null))).toBe(false);
    expect(isSameMeasure(RECEIPT, evidenceOf([], ruleOf("used")))).toBe(false);
    expect(isSameMeasure(RECEIPT, evidenceOf([], ruleOf("seats")))).toBe(true);
  });
});
