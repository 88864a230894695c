import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { bundledTests } from "./bundle.mjs";

const { NAMESPACE } = INSTRUMENTER_CONSTANTS;

const NOTES = "domain-tests.json";
const FEWEST_TURNS = 20_000;
/** Of a property. Golden tables are to notice most mutants by themselves. */
const CASES = 6;
/** Of processor time, with a multiple of what a test takes without a mutant: what takes more never ends. */
const LONGEST_MS = 5_000;
const LONGEST_TIMES = 5;
/** A test further off is tried as late as one that takes so much longer. */
const FAR_MS = 50;

const LIMITED = new Script("limitedRun()");

/** Minutes or seconds a mutant; what they prove by sheer length, golden tables are to notice by themselves. */
const TOO_LONG = ["long-life.test.ts"];

/**
 * A test runner of Stryker for tests that touch nothing: all of the domain's are bundled and loaded once, and each mutant only
 * runs those that reach it, in this process and most often within milliseconds. Vitest starts anew for each mutant, which makes
 * the domain a matter of days. The tests are the same ones, and so is `expect`; `collect.mjs` stands in for the rest.
 * A mutant that is met while modules load has them loaded anew.
 */
class DomainRunner {
  /** Where the changed sources look for the mutant to be. @type {any} */
  stryker = Reflect.get(globalThis, NAMESPACE) ?? {};
  /** Notes which test meets which mutant. */ #noting = "";
  /** The same without notes, which is quicker by half. */ #plain = "";
  /** @type {Map<string, Set<string>>} By test file: the sources it reaches. */ #reach = new Map();
  /** @type {CollectedTest[] | null} All tests as loaded without a mutant. */ #tests = null;
  /** @type {import("@stryker-mutator/api/test-runner").TimeoutDryRunResult | null} A test that was ended by its time. */
  #ended = null;
  /** @type {Notes} What the run without mutants, maybe in another process, has left. */ #notes;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    Reflect.set(globalThis, NAMESPACE, this.stryker);
    process.env.FLEXBILL_PROPERTY_RUNS = String(CASES);
    const files = (await readdir("lib/domain", { recursive: true }))
      .filter((file) => file.endsWith(".test.ts") && !TOO_LONG.some((long) => file.endsWith(long)))
      .map((file) => `lib/domain/${file}`)
      .sort();
    const { text: noting, reach } = await bundledTests(files);
    this.#reach = reach;
    this.#noting = await written("domain-tests-noting.mjs", noting);
    this.#plain = await written("domain-tests.mjs", noting.replace(/stryCov_\w+\((?:"\d+",?\s*)+\)/g, "0"));
  }

  /** Loads the tests of `files` and their sources from an address that nothing was loaded from before. */
  async #load(/** @type {string} */ address, /** @type {Iterable<string>} */ files) {
    /** @type {{ load: (files: Set<string>) => Promise<CollectedTest[]> }} */ const { load } = await import(
      address
    );
    return load(new Set(files));
  }

  /**
   * The tests that could meet a mutant, without any; tells which ones each of them does meet. What is met while the modules load
   * was noted when they did.
   * @param {import("@stryker-mutator/api/test-runner").DryRunOptions} options
   */
  async dryRun({ files = [] }) {
    const tests = await this.#run(await this.#load(this.#noting, this.#about(files)), false);
    const mutantCoverage = this.stryker.mutantCoverage ?? { static: {}, perTest: {} };
    await writeFile(NOTES, JSON.stringify({ met: mutantCoverage.perTest, cost: timesOf(tests) }));
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  /** The test files that reach any of `sources` (absolute). @param {string[]} sources */
  #about(sources) {
    const paths = sources.map((source) => relative(process.cwd(), source));
    return [...this.#reach]
      .filter(([, reached]) => paths.some((path) => reached.has(path)))
      .map(([file]) => file);
  }

  /** @param {import("@stryker-mutator/api/test-runner").MutantRunOptions} options */
  async mutantRun({ activeMutant: { id }, mutantActivation, sandboxFileName }) {
    const source = relative(process.cwd(), sandboxFileName);
    this.#notes ??= JSON.parse(await readFile(NOTES, "utf8"));
    this.#tests ??= await this.#load(this.#plain, this.#reach.keys());
    this.stryker.activeMutant = id;
    try {
      const { met } = this.#notes;
      const meeting = this.#tests.filter((test) => id in (met[test.id] ?? {}));
      const result = await this.#mutantResult(meeting, source);
      if (mutantActivation === "runtime" || result.status !== MutantRunStatus.Survived) return result;
      return (await this.#loadedAnew(id, source, sandboxFileName)) ?? result;
    } catch (error) {
      // The modules do not even load: Vitest fails a file for this.
      const tests = [failed({ id: "loading", name: "loading" }, error)];
      return toMutantRunResult({ status: DryRunStatus.Complete, tests });
    } finally {
      this.stryker.activeMutant = undefined;
    }
  }

  /**
   * The result of modules that are loaded with the mutant: those of the source's own tests first, which mostly notice it and
   * are few, those of all the others last. Null where no test reaches the source.
   * @param {string} id @param {string} source @param {string} sandboxFileName
   */
  async #loadedAnew(id, source, sandboxFileName) {
    const files = this.#about([sandboxFileName]);
    let result = null;
    for (const far of [0, 1, 2]) {
      const wanted = files.filter((file) => farFrom(source, file) === far);
      if (wanted.length === 0) continue;
      this.#countTurns(0);
      const tests = await this.#load(`${this.#plain}?${id}-${far}`, wanted);
      result = await this.#mutantResult(tests, source);
      if (result.status !== MutantRunStatus.Survived) break;
    }
    return result;
  }

  /**
   * The source's own tests, its folder's, all others, of each the quick ones first, until a test fails.
   * @param {CollectedTest[]} tests @param {string} source
   */
  async #mutantResult(tests, source) {
    const { cost } = this.#notes;
    const order = (/** @type {CollectedTest} */ { id, file }) =>
      (cost[id] ?? 0) + FAR_MS * farFrom(source, file);
    this.#ended = null;
    const results = await this.#run(
      tests.toSorted((a, b) => order(a) - order(b)),
      true,
    );
    const { hitCount, hitLimit } = this.stryker;
    const isEndless = this.#ended ?? determineHitLimitReached(hitCount, hitLimit);
    return toMutantRunResult(isEndless ?? { status: DryRunStatus.Complete, tests: results });
  }

  /** From now on a changed place that is met far more often than it should be, ends what meets it. @param {number} expected */
  #countTurns(expected) {
    this.stryker.hitCount = 0;
    this.stryker.hitLimit = Math.max(FEWEST_TURNS, 10 * expected);
  }

  /**
   * Ends a test by the processor time it takes: the loop may be where no changed place counts its turns. Time in which others
   * have the machine is not the mutant's. Tests that wait for something are ended by Stryker.
   * @param {CollectedTest} test
   */
  #runLimited(test) {
    const longest = LONGEST_MS + Math.ceil(LONGEST_TIMES * (this.#notes.cost[test.id] ?? 0));
    for (let timeout = longest; ; timeout *= 2) {
      const start = process.cpuUsage();
      Reflect.set(globalThis, "limitedRun", test.run);
      try {
        return LIMITED.runInThisContext({ timeout });
      } catch (error) {
        if (/** @type {any} */ (error)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
        const used = process.cpuUsage(start);
        if ((used.user + used.system) / 1_000 < longest) continue;
        this.#ended = { status: DryRunStatus.Timeout, reason: `${test.id} took over ${longest} ms` };
        return null;
      }
    }
  }

  /** @param {CollectedTest[]} tests @param {boolean} untilFailure */
  async #run(tests, untilFailure) {
    /** @type {import("@stryker-mutator/api/test-runner").TestResult[]} */ const results = [];
    for (const test of tests) {
      const { id, name, file: fileName } = test;
      const start = performance.now();
      this.stryker.currentTestId = id;
      if (untilFailure) this.#countTurns(this.#notes.met[id]?.[this.stryker.activeMutant] ?? 0);
      try {
        await (untilFailure ? this.#runLimited(test) : test.run());
        results.push({
          id,
          name,
          fileName,
          timeSpentMs: performance.now() - start,
          status: TestStatus.Success,
        });
      } catch (error) {
        results.push(failed(test, error));
      } finally {
        this.stryker.currentTestId = undefined;
      }
      const isEndless = this.#ended !== null || this.stryker.hitCount > this.stryker.hitLimit;
      const isOver = results.at(-1)?.status === TestStatus.Failed || isEndless;
      if (untilFailure && isOver) break;
    }
    return results;
  }
}

/**
 * @typedef {import("./collect.mjs").CollectedTest} CollectedTest
 * @typedef {{ met: Record<string, Record<string, number>>, cost: Record<string, number> }} Notes By test: how often it met each
 * mutant, and how many milliseconds it took.
 */

/** @param {import("@stryker-mutator/api/test-runner").TestResult[]} tests */
function timesOf(tests) {
  return Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
}

/** How far a test is from a source: its own, its folder's, another's. @param {string} source @param {string} file */
function farFrom(source, file) {
  if (basename(file).startsWith(`${basename(source, ".ts")}.`)) return 0;
  return dirname(file) === dirname(source) ? 1 : 2;
}

/** @param {{ id: string, name: string }} test @param {unknown} error */
function failed({ id, name }, error) {
  const failureMessage = error instanceof Error ? error.message : String(error);
  return { id, name, timeSpentMs: 0, status: /** @type {const} */ (TestStatus.Failed), failureMessage };
}

/** Writes a file of the sandbox; its address to import. @param {string} name @param {string} text */
async function written(name, text) {
  await writeFile(name, text);
  return pathToFileURL(resolve(name)).href;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "domain", DomainRunner)];
