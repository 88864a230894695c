/**
 * `npm run mutation -- <file of lib/domain> ...`: Stryker changes the domain in small ways and asks whether a test notices.
 * Apart from CI: it takes hours. What it found is kept by `lib/testing/mutation/record.ts`.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "lib/testing/mutation/vitest.config.ts", related: true },
  // TypeScript 7 has no API that Stryker could read a configuration with, so it is named none.
  tsconfigFile: "none.json",
  mutate: ["lib/domain/**/*.ts", "!lib/domain/**/*.{test,fixture,sample}.ts"],
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  ignorePatterns: [".next", ".data", ".tmp", "e2e", "app", "test-results"],
  tempDirName: ".tmp/stryker",
  reporters: ["json", "clear-text"],
  jsonReporter: { fileName: ".tmp/mutation.json" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  concurrency: 1,
  timeoutMS: 20_000,
};
