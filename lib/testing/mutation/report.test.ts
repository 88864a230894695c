import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  hashOf,
  type MutationReport,
  REPORT,
  type StrykerResult,
  withResult,
  withUnchangeable,
} from "./record";

const LEAST_KILLED = 0.9;
const report = JSON.parse(await readFile(REPORT, "utf8")) as MutationReport;
const measured = Object.entries(report.files);

describe("the report of mutation testing", () => {
  it("names every source of the domain; one of types alone has no mutants", async () => {
    const sources = (await readdir("lib/domain", { recursive: true }))
      .filter((file) => file.endsWith(".ts") && !/\.(test|fixture|sample)\.ts$/.test(file))
      .map((file) => `lib/domain/${file}`);
    const missing = sources.filter((path) => !(path in report.files));
    const advice = `Not measured yet: run \`npm run mutation -- -m ${missing.join(",")}\`, then \`npm run mutation:record\`.`;
    expect(missing, advice).toEqual([]);
  });

  it("is of the sources as they are", async () => {
    const changed: string[] = [];
    for (const [path, file] of measured) {
      const source = await readFile(path).catch(() => "gone");
      if (hashOf(source) !== file.sourceHash) changed.push(path);
    }
    const advice = `Changed since they were measured: run \`npm run mutation -- -m ${changed.join(",")}\`, then \`npm run mutation:record\`.`;
    expect(changed, advice).toEqual([]);
  });

  it.each(measured)("%s: at least nine of ten mutants are killed, the others have a reason", (_, file) => {
    expect(file.killed).toBeGreaterThanOrEqual(LEAST_KILLED * file.mutants);
    expect(file.killed + file.survivors.length).toBe(file.mutants);
    expect(file.survivors.filter(({ reason }) => reason === "")).toEqual([]);
  });

  it("keeps the reasons of survivors where lines have moved, and what it knows of other files", () => {
    const source = "// A new line.\nconst isKept = a &&\n  b;\n";
    const location = { start: { line: 2, column: 16 }, end: { line: 3, column: 4 } };
    const mutant = (status: string, replacement: string) => ({
      status,
      replacement,
      mutatorName: "LogicalOperator",
      location,
    });
    const known = { mutator: "LogicalOperator", original: "a && b", replacement: "a || b" };
    const survivor = { ...known, line: 1, reason: "Alike" };
    const before = { sourceHash: "", mutants: 1, killed: 0, timedOut: 0, survivors: [survivor] };
    const mutants = [
      mutant("Killed", "1"),
      mutant("Survived", "a || b"),
      mutant("Ignored", "2"),
      mutant("Timeout", "3"),
      mutant("NoCoverage", "4"),
    ];
    const result: StrykerResult = { config: { mutate: [] }, files: { "a.ts": { source, mutants } } };
    const { files } = withResult({ files: { "z.ts": before, "a.ts": before } }, result);
    expect(files["a.ts"]).toEqual({
      sourceHash: hashOf(source),
      mutants: 4,
      killed: 2,
      timedOut: 1,
      survivors: [
        { ...survivor, line: 2 },
        { ...known, replacement: "4", line: 2, reason: "" },
      ],
    });
    expect(files["z.ts"]).toEqual(before);
  });

  it("notes sources without mutants that were asked for by name", async () => {
    const mutate = ["lib/a.ts", "lib/types.ts", "lib/**/*.ts", "!lib/**/*.test.ts"];
    const result: StrykerResult = { config: { mutate }, files: { "lib/a.ts": { source: "1", mutants: [] } } };
    const whole = await withUnchangeable(result, async (path) => `// ${path}`);
    expect(Object.keys(whole.files)).toEqual(["lib/a.ts", "lib/types.ts"]);
    expect(withResult({ files: {} }, whole).files["lib/types.ts"]).toEqual({
      sourceHash: hashOf("// lib/types.ts"),
      mutants: 0,
      killed: 0,
      timedOut: 0,
      survivors: [],
    });
  });
});
