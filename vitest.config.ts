import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/**
 * One project per kind of proof, so that each can be run and timed alone:
 * `unit` touches nothing (`alone`: and nobody else's modules), `pglite` has a database in the process, `itglue` speaks HTTP with the emulator,
 * `postgres` starts a real server (concurrency, roles, drivers).
 */
export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: ".tmp/vitest.json" },
    // next-auth asks for "next/headers" the way only a bundler finds it; inlined, a test can also stand in for it.
    server: { deps: { inline: ["next-auth"] } },
    // What is waited for in another process or loop comes when it comes: a slow machine is no failure.
    expect: { poll: { timeout: 20_000 } },
    // The database is in the worker's own process: a core each, and none is left for the main process, which only waits.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Nothing is placed, started or stood in for in these: files may share their modules, which halves the time.
          isolate: false,
          include: ["{lib,inngest,db,app}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.{pglite,itglue,pg,alone}.test.{ts,tsx}"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          // Pure as well, but they stand in for a module, or need one as it is: their modules are their own.
          name: "alone",
          include: ["**/*.alone.test.{ts,tsx}"],
          exclude: ["node_modules", ".tmp"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "pglite",
          isolate: false,
          setupFiles: "./lib/testing/fresh-process.ts",
          globalSetup: "./lib/testing/migrated-database.ts",
          include: ["**/*.pglite.test.ts"],
          exclude: ["node_modules", ".tmp"],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "itglue",
          isolate: false,
          setupFiles: "./lib/testing/fresh-process.ts",
          globalSetup: "./lib/testing/migrated-database.ts",
          include: ["**/*.itglue.test.ts"],
          exclude: ["node_modules", ".tmp"],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: ["**/*.pg.test.ts"],
          exclude: ["node_modules", ".tmp"],
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
