import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * The tests of the domain alone, as `npm run mutation` repeats them for every mutant. The long properties are left out, and the
 * others run few cases: golden tables are to notice a mutant by themselves, each within a second.
 */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: ["lib/domain/**/*.test.ts"],
    exclude: ["lib/domain/**/*.property.test.ts", "lib/domain/billing/long-life.test.ts"],
    env: { FLEXBILL_PROPERTY_RUNS: "4", FC_RUNS: "20" },
    testTimeout: 60_000,
  },
});
