import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

/** A change that no test noticed. */
export type Survivor = {
  line: number;
  mutator: string;
  original: string;
  replacement: string;
  /** Why it may live; written by hand, empty where nobody has said it yet. */
  reason: string;
};

/** What mutation testing found, by path of the source. */
export type MutationReport = {
  files: Record<
    string,
    {
      /** SHA-256 of the source that was changed, hexadecimal. */
      sourceHash: string;
      mutants: number;
      /** Those that a test noticed, with those that never ended. */
      killed: number;
      /** Of the killed: those that were stopped, by the number of turns of a loop or by the clock. */
      timedOut: number;
      survivors: Survivor[];
    }
  >;
};

export const REPORT = "lib/testing/mutation/report.json";

/** SHA-256 of a source, hexadecimal. */
export function hashOf(source: string | Uint8Array): string {
  return createHash("sha256").update(source).digest("hex");
}

type Mutant = {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: Record<"start" | "end", { line: number; column: number }>;
};
/** Of Stryker's JSON report: what was asked for, each source as it was, and what became of its mutants. */
export type StrykerResult = {
  config: { mutate: string[] };
  files: Record<string, { source: string; mutants: Mutant[] }>;
};

const KILLED = ["Killed", "Timeout"];
/** Not noticed, or reached by no test. */
const LIVING = ["Survived", "NoCoverage"];

/** Adds a result of Stryker to a report; reasons of survivors that are still there are kept, and so are other files. */
export function withResult(report: MutationReport, result: StrykerResult): MutationReport {
  const files = { ...report.files };
  for (const [path, { source, mutants }] of Object.entries(result.files)) {
    const reasons = new Map(files[path]?.survivors.map((one) => [keyOf(one), one.reason]));
    const survivors = mutants
      .filter(({ status }) => LIVING.includes(status))
      .map(({ location: { start, end }, mutatorName: mutator, replacement = "" }) => {
        const change = { line: start.line, mutator, original: textOf(source, start, end), replacement };
        return { ...change, reason: reasons.get(keyOf(change)) ?? "" };
      })
      .sort((a, b) => a.line - b.line);
    const killed = mutants.filter(({ status }) => KILLED.includes(status)).length;
    const timedOut = mutants.filter(({ status }) => status === "Timeout").length;
    const count = killed + survivors.length;
    files[path] = { sourceHash: hashOf(source), mutants: count, killed, timedOut, survivors };
  }
  return { files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** A source that was asked for by its path and has nothing to change, as types have not, is left out by Stryker. */
export async function withUnchangeable(
  result: StrykerResult,
  sourceOf: (path: string) => Promise<string>,
): Promise<StrykerResult> {
  const files = { ...result.files };
  const asked = result.config.mutate.filter((pattern) => /^[\w/.-]+\.ts$/.test(pattern));
  for (const path of asked) files[path] ??= { source: await sourceOf(path), mutants: [] };
  return { ...result, files };
}

/** The same change keeps its reason when lines move. */
function keyOf({ mutator, original, replacement }: Pick<Survivor, "mutator" | "original" | "replacement">) {
  return JSON.stringify([mutator, original, replacement]);
}

/** The text between two places (lines and columns from 1), white space as one blank. */
function textOf(source: string, start: Mutant["location"]["start"], end: Mutant["location"]["end"]): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  lines.push(lines.pop()!.slice(0, end.column - 1));
  lines[0] = lines[0]!.slice(start.column - 1);
  return lines.join(" ").replaceAll(/\s+/g, " ");
}

/** `npm run mutation:record`: takes what `npm run mutation` found into the report beside this file, source by source. */
if (process.argv[1]?.endsWith("mutation/record.ts")) {
  const report = JSON.parse(await readFile(REPORT, "utf8")) as MutationReport;
  const result = JSON.parse(await readFile(".tmp/mutation.json", "utf8")) as StrykerResult;
  const whole = await withUnchangeable(result, (path) => readFile(path, "utf8"));
  await writeFile(REPORT, `${JSON.stringify(withResult(report, whole), null, 2)}\n`);
}
