import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inputOf } from "@/lib/domain/billing/billing-input.fixture";

const SCRIPT = fileURLToPath(new URL("./preview.ts", import.meta.url));

function run(stdin: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", SCRIPT], {
    input: stdin,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { status, stdout, answer: JSON.parse(stdout) as unknown };
}

describe("npm run preview", { timeout: 60_000 }, () => {
  const input = inputOf({
    units: [["2026-06-01", "10"]],
    prices: [["2026-06-01", "10.00"]],
    window: ["2026-06-01", "2026-06-30"],
  });

  it("answers one input with its items, indented, and exit 0", () => {
    const { status, stdout, answer } = run(JSON.stringify(input));
    expect(status).toBe(0);
    expect(answer).toMatchObject({ items: [{ kind: "regular", amount: "100.00" }], total: "100.00" });
    expect(stdout).toMatch(/^\{\n {2}"items": \[\n/);
  });

  it("answers an array with an array", () => {
    expect(run(JSON.stringify([input, input])).answer).toMatchObject([
      { total: "100.00" },
      { total: "100.00" },
    ]);
  });

  it("answers what is no JSON with exit 2 and one object", () => {
    const { status, answer } = run("{");
    expect(status).toBe(2);
    expect(answer).toEqual({ errors: [{ path: "", reason: expect.stringMatching(/^not JSON: /) }] });
  });

  it("answers bad input with exit 2, path and reason", () => {
    const { status, answer } = run(JSON.stringify({ ...input, asOf: "today" }));
    expect(status).toBe(2);
    expect(answer).toEqual({ errors: [{ path: "asOf", reason: expect.stringContaining("today") }] });
  });
});
