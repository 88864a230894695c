import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CountEvidence, evidenceBytes, hashOfEvidence } from "@/lib/domain/counting/receipt";

const SCRIPT = fileURLToPath(new URL("./verify-receipt.ts", import.meta.url));

function run(stdin: string | Uint8Array, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", SCRIPT, ...args], {
    input: stdin,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return {
    status,
    ...(JSON.parse(stdout) as { ok: boolean; hash: string; total: string; faults: unknown[] }),
  };
}

const receipt: CountEvidence = {
  schemaVersion: 1,
  assetType: { id: "1", name: "Licensing" },
  rule: {
    billBy: { by: "field", field: { id: "2", name: "Seats", nameKey: "seats", kind: "Number" } },
    conditions: [],
    includeArchived: false,
  },
  organizations: [{ id: "9", name: "RK Fabrics" }],
  counted: [
    { id: "10", name: "Premium", organizationId: "9", value: "7" },
    { id: "11", name: "Standard", organizationId: "9", value: "3" },
  ],
  leftOut: [],
  total: "10",
};
const fault = (code: string) => expect.objectContaining({ code });

describe("npm run verify-receipt", { timeout: 60_000 }, () => {
  it("recomputes count and hash of the downloaded file", async () => {
    const hash = await hashOfEvidence(receipt);
    const proved = { status: 0, ok: true, hash, total: "10", faults: [] };
    expect(run(evidenceBytes(receipt))).toEqual(proved);
    expect(run(JSON.stringify(receipt, null, 2), hash.toUpperCase())).toEqual(proved);
  });

  it("disproves a value that was changed, by the sum and by the hash", async () => {
    const [first, second] = receipt.counted;
    const tampered = JSON.stringify({ ...receipt, counted: [{ ...first!, value: "8" }, second] });
    expect(run(tampered)).toMatchObject({
      status: 1,
      ok: false,
      total: null,
      faults: [fault("total-differs")],
    });
    const consistent = JSON.stringify({
      ...receipt,
      counted: [{ ...first!, value: "8" }, second],
      total: "11",
    });
    expect(run(consistent, await hashOfEvidence(receipt))).toMatchObject({
      status: 1,
      faults: [fault("hash-differs")],
    });
  });

  it.each([
    ["no JSON", "{", [], "unreadable"],
    ["another JSON", "[]", [], "malformed"],
    ["a copy without restricted names", JSON.stringify({ note: "A copy", ...receipt }), [], "malformed"],
    ["a hash that is none", JSON.stringify(receipt), ["abc"], "malformed"],
  ])("answers %s with exit 2 and the reason", (_name, stdin, args, code) => {
    expect(run(stdin, ...args)).toMatchObject({ status: 2, ok: false, faults: [fault(code)] });
  });
});
