import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * The tests of the domain alone, as `npm run mutation` repeats them for every mutant. Properties run fewer lives than in CI:
 * each mutant meets them thousands of times.
 */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: ["lib/domain/**/*.test.ts"],
    env: { FLEXBILL_PROPERTY_RUNS: "4", FC_RUNS: "20" },
    testTimeout: 60_000,
  },
});
