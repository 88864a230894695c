import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type MutationReport, REPORT, sourceHash, withResult } from "./record";

const LEAST_KILLED = 0.9;
const report = JSON.parse(await readFile(REPORT, "utf8")) as MutationReport;
const measured = Object.entries(report.files);

/** The report claims only what was measured: other files of the domain may change without it. */
describe("the report of mutation testing", () => {
  it("is of the sources as they are", async () => {
    const stale: string[] = [];
    for (const [path, file] of measured)
      if ((await sourceHash(path).catch(() => "gone")) !== file.sourceHash) stale.push(path);
    const advice = `Changed since they were measured: ${stale.join(", ")}. Run \`npm run mutation -- -m ${stale.join(",")}\`, then \`npm run mutation:record\`; or take them out of ${REPORT}.`;
    expect(stale, advice).toEqual([]);
  });

  it.each(measured)("%s: at least nine of ten mutants are killed, the others have a reason", (_, file) => {
    expect(file.killed / file.mutants).toBeGreaterThanOrEqual(LEAST_KILLED);
    expect(file.killed + file.survivors.length).toBe(file.mutants);
    expect(file.survivors.filter(({ reason }) => reason === "")).toEqual([]);
  });

  it("keeps the reasons of survivors, and what it knows of other files", async () => {
    const mutant = (status: string, replacement: string) => ({
      status,
      replacement,
      mutatorName: "BooleanLiteral",
      location: { start: { line: 3 } },
    });
    const survivor = { line: 1, mutator: "BooleanLiteral", replacement: "true", reason: "Alike" };
    const before = { sourceHash: "", mutants: 1, killed: 0, survivors: [survivor] };
    const path = "lib/testing/mutation/record.ts";
    const mutants = [
      mutant("Killed", "a"),
      mutant("Survived", "true"),
      mutant("Ignored", "b"),
      mutant("Timeout", "c"),
    ];
    const { files } = await withResult(
      { files: { "z.ts": before, [path]: before } },
      { files: { [path]: { mutants } } },
    );
    expect(files[path]).toEqual({
      sourceHash: await sourceHash(path),
      mutants: 3,
      killed: 2,
      survivors: [{ ...survivor, line: 3 }],
    });
    expect(files["z.ts"]).toEqual(before);
  });
});
