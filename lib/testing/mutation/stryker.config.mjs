/**
 * `npm run mutation [-- -m <files of lib/domain>]`: Stryker changes the domain in small ways and asks whether a test notices.
 * Apart from CI. What it found is kept by `lib/testing/mutation/record.ts`.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  testRunner: "domain",
  plugins: ["./lib/testing/mutation/runner.mjs"],
  // TypeScript 7 has no API that Stryker could read a configuration with, so it is named none.
  tsconfigFile: "none.json",
  mutate: ["lib/domain/**/*.ts", "!lib/domain/**/*.{test,fixture,sample}.ts"],
  coverageAnalysis: "perTest",
  ignorePatterns: [".next", ".data", ".tmp", "app", "db", "inngest", "test-results", "e2e"],
  tempDirName: ".tmp/stryker",
  reporters: ["json", "clear-text", "progress-append-only"],
  jsonReporter: { fileName: ".tmp/mutation.json" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  concurrency: 1,
  // An endless loop is mostly ended by the count of its turns; on a busy machine, waiting is no kill.
  timeoutMS: 180_000,
  dryRunTimeoutMinutes: 60,
};
