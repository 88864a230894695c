/** Adds up what the suites reported. A suite without a report did not run to its end, and counts as one failure. */
import { readFileSync } from "node:fs";

const exitCode = Number(process.argv[2] ?? 0);

function report(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

let passed = 0;
let failed = 0;
const vitest = report(".tmp/vitest.json");
if (vitest) {
  passed += vitest.numPassedTests;
  failed += vitest.numTotalTests - vitest.numPassedTests;
  failed += vitest.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
} else failed += 1;
const playwright = report(".tmp/playwright.json");
if (playwright) {
  passed += playwright.stats.expected;
  failed +=
    playwright.stats.unexpected +
    playwright.stats.flaky +
    playwright.stats.skipped +
    playwright.errors.length;
} else failed += 1;
// A lint or type error fails the command without a suite to show for it.
if (exitCode !== 0 && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
