import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/**
 * `npm run mutation:record`: takes what `npm run mutation` found into the report beside this file, file by file; files that
 * were not mutated this time keep what is known of them.
 */
export type MutationReport = {
  /** By path; each with the hash of the source it is about. */
  files: Record<
    string,
    {
      sourceHash: string;
      mutants: number;
      killed: number;
      /** What no test noticed: where, and what had been changed. */
      survivors: { line: number; mutator: string; replacement: string; reason: string }[];
    }
  >;
};

export const REPORT = "lib/testing/mutation/report.json";

/** SHA-256 of a source, hexadecimal. */
export async function sourceHash(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

type Mutant = {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: { start: { line: number } };
};

/** Mutants that can be noticed at all: those that ran, or that no test reached. */
const COUNTED = ["Killed", "Timeout", "Survived", "NoCoverage"];

/** Adds a result of Stryker (`.tmp/mutation.json`) to a report; reasons of survivors that are still there are kept. */
export async function withResult(
  report: MutationReport,
  result: { files: Record<string, { mutants: Mutant[] }> },
): Promise<MutationReport> {
  const files = { ...report.files };
  for (const [path, { mutants }] of Object.entries(result.files)) {
    const counted = mutants.filter(({ status }) => COUNTED.includes(status));
    const known = new Map(
      files[path]?.survivors.map((one) => [`${one.mutator} ${one.replacement}`, one.reason]),
    );
    const survivors = counted
      .filter(({ status }) => status === "Survived" || status === "NoCoverage")
      .map(({ location, mutatorName: mutator, replacement = "" }) => ({
        line: location.start.line,
        mutator,
        replacement,
        reason: known.get(`${mutator} ${replacement}`) ?? "",
      }));
    const killed = counted.length - survivors.length;
    files[path] = { sourceHash: await sourceHash(path), mutants: counted.length, killed, survivors };
  }
  return { files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

if (process.argv[1]?.endsWith("mutation/record.ts")) {
  const report = JSON.parse(await readFile(REPORT, "utf8")) as MutationReport;
  const result = JSON.parse(await readFile(".tmp/mutation.json", "utf8"));
  await writeFile(REPORT, `${JSON.stringify(await withResult(report, result), null, 2)}\n`);
}
