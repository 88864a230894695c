import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** The demo as a user starts it, on a data folder of its own; ports off the beaten track, so that a running demo is left alone. */
export const APP_PORT = Number(process.env.E2E_PORT ?? 3900);
export const EMULATOR_PORT = Number(process.env.E2E_EMULATOR_PORT ?? 4911);

/** A system Chromium where there is one: browsers are not downloaded everywhere. */
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => existsSync(path),
);

export default defineConfig({
  testDir: ".",
  // The emulator's own tests are Vitest's.
  testMatch: "*.spec.ts",
  outputDir: "../.tmp/e2e-results",
  // One database and one simulated clock: journeys run one after another.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: process.env.CI ? [["list"], ["json", { outputFile: "../.tmp/playwright.json" }]] : [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://127.0.0.1:${APP_PORT}`,
    viewport: { width: 1280, height: 900 },
    screenshot: "only-on-failure",
    // Without pictures of each step, which took a third of a core; the last one is kept above.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  globalSetup: "./global-setup.ts",
});
