import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, type Page, test } from "@playwright/test";
import { nextDay } from "./clock";
import { itGlue } from "./emulator";
import { press, tabTo, typeInto } from "./keyboard";
import { openPage } from "./open-page";
import { signedIn } from "./people";
import { choose, LICENSES, SERVICE } from "./set-up";

/**
 * Written by hand. Summit Insurance documents 19 seats of Business Premium and 11 of Business Standard: 30 units at 10.00
 * from 24 June 2026, one more from the 25th. Period 24 June to 23 July, 30 days.
 */
const ACCOUNT = "Summit Insurance";
const CONTRACT = "Summit workplace";
const PREMIUM = LICENSES[0]!;
const BILLED = "309.67"; // 300.00 + 10.00 × 29 ⁄ 30
const PREMIUM_ALONE = "199.67"; // 190.00 + 10.00 × 29 ⁄ 30

test.describe.configure({ mode: "serial" });

/** Follows main-job.spec.ts: IT Glue is set up, the service exists, and it is 24 June 2026. */
test.describe("each unit is proved", () => {
  let finance: Page;
  let contractUrl: string;
  let lineUrl: string;

  test.beforeAll(async ({ browser }) => {
    finance = await signedIn(browser, "finance");
  });

  test("a line with two filter values is set up by keyboard alone", async () => {
    await openPage(finance, "/finance/contracts/new");
    await finance.getByLabel("Contract name").fill(CONTRACT);
    await choose(finance, "Account", ACCOUNT);
    await finance.getByLabel("Start date").fill("2026-06-24");
    await finance.getByRole("button", { name: "Save", exact: true }).click();
    await expect(finance.getByRole("heading", { level: 1, name: CONTRACT })).toBeVisible();
    contractUrl = finance.url();

    await tabTo(finance, "Add service line");
    await press(finance, "Enter");
    await expect(finance.getByRole("combobox", { name: "Service", exact: true })).toBeVisible();
    await typeInto(finance, "Service", SERVICE);
    await tabTo(finance, /^None/);
    await press(finance, "ArrowRight");
    await expect(finance.getByRole("radio", { name: /Flexible assets/ })).toBeChecked();
    await typeInto(finance, "Asset type", "Microsoft 365");
    await typeInto(finance, "Bill by value", "Seats");
    await typeInto(finance, "Filter By", "License");
    await tabTo(finance, "Filter value(s)");
    for (const license of LICENSES) {
      await finance.keyboard.type(license);
      await press(finance, "Enter");
    }
    await tabTo(finance, "Update Units");
    await press(finance, "Enter");
    await expect(finance.getByTestId("billed-units")).toContainText("30");
    await tabTo(finance, "Save");
    await press(finance, "Enter");
    await expect(finance.getByRole("heading", { level: 1, name: CONTRACT })).toBeVisible();
    await finance
      .getByRole("row", { name: new RegExp(SERVICE) })
      .getByRole("link", { name: SERVICE })
      .first()
      .click();
    await expect(finance.getByRole("heading", { level: 1, name: SERVICE })).toBeVisible();
    lineUrl = finance.url();
  });

  test("a seat more is explained when units are updated again", async () => {
    await itGlue.setSeats(PREMIUM, 20, ACCOUNT);
    await openPage(finance, `${lineUrl}/edit`);
    await finance.getByRole("button", { name: "Update Units" }).click();
    await expect(finance.getByTestId("billed-units")).toContainText("31");
    const why = finance.getByText("Since the last count").locator("..");
    await expect(why).toContainText("19 → 20");
    await expect(why).toContainText(PREMIUM);
  });

  test("the night bills it, and a backtest of another rule shows the difference computed by hand", async () => {
    await nextDay(finance, "2026-06-25");
    await openPage(finance, `${lineUrl}/edit`);
    // Backspace takes the last value back.
    await finance.getByRole("combobox", { name: "Filter value(s)" }).click();
    await finance.keyboard.press("Backspace");
    await finance.keyboard.press("Tab");
    await expect(finance.locator(".mantine-Pill-label")).toHaveText([PREMIUM]);
    await expect(finance.getByText("Rule changed: update units again")).toBeVisible();
    await finance.getByRole("button", { name: "Backtest" }).click();
    const period = finance
      .getByRole("table", { name: /^Past periods/ })
      .getByRole("row")
      .nth(1);
    await expect(period).toContainText(PREMIUM_ALONE);
    await expect(period).toContainText(BILLED);
    await expect(period).toContainText("−$110.00");
  });

  test("its receipt verifies on any machine; a tampered one does not", async () => {
    await openPage(finance, lineUrl);
    await finance
      .getByRole("link", { name: /Receipt/ })
      .first()
      .click();
    await expect(finance.getByText("Verified just now")).toBeVisible();
    const answer = await finance.request.get(`${finance.url()}/receipt.json`);
    expect(answer.ok()).toBe(true);
    const receipt = await answer.text();
    expect(await verified(receipt)).toMatchObject({ code: 0, answer: { ok: true, total: "31" } });
    const tampered = receipt.replace('"20"', '"21"');
    expect(tampered).not.toBe(receipt);
    expect(await verified(tampered)).toMatchObject({ code: 1, answer: { ok: false } });
  });

  test("an override bills other units for some days, with a reason", async () => {
    await openPage(finance, lineUrl);
    await finance.getByRole("button", { name: "Override units" }).click();
    const dialog = finance.getByRole("dialog");
    await dialog.getByLabel("Units").fill("35");
    await dialog.getByLabel("Last day").fill("2026-06-30");
    await dialog.getByLabel("Reason").fill("Five seats ordered, documented next week");
    await dialog.getByRole("button", { name: "Set units" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(finance.getByText("Five seats ordered, documented next week").first()).toBeVisible();
    // From 30 to 35 units for 29 of 30 days, and from 35 to the counted 31 for 23: 317.67 in all, rounded once.
    await openPage(finance, "/finance/billing-review");
    const item = (effectiveOn: string) =>
      finance.getByRole("row", { name: new RegExp(`${SERVICE}.*effective ${effectiveOn}`) });
    await expect(item("2026-06-25").filter({ hasText: "$48.33" })).toHaveCount(1);
    await expect(item("2026-07-01").filter({ hasText: "−$30.66" })).toHaveCount(1);
  });

  test("what is billed twice is said before saving, and on the Coverage screen", async () => {
    await openPage(finance, `${contractUrl}/services/new`);
    await choose(finance, "Service", SERVICE);
    await finance.getByRole("radio", { name: /Flexible assets/ }).check();
    await choose(finance, "Asset type", "Microsoft 365");
    await choose(finance, "Bill by value", "Seats");
    await choose(finance, "Filter By", "License");
    await finance.getByRole("combobox", { name: "Filter value(s)" }).fill(PREMIUM);
    await finance.keyboard.press("Enter");
    await finance.getByRole("button", { name: "Update Units" }).click();
    await expect(finance.getByText("Some of it is billed already")).toBeVisible();
    await finance.getByRole("button", { name: "Save", exact: true }).click();
    await expect(finance.getByRole("heading", { level: 1, name: CONTRACT })).toBeVisible();
    await openPage(finance, "/finance/coverage");
    await choose(finance, "Account", ACCOUNT);
    const twice = finance.getByRole("row", { name: new RegExp(PREMIUM) });
    await expect(twice).toContainText("Billed twice");
    await expect(twice.getByRole("link", { name: SERVICE })).toHaveCount(2);
  });
});

/** The command of the README, fed with a downloaded receipt. */
async function verified(receipt: string): Promise<{ code: number | null; answer: unknown }> {
  const run = spawn(process.execPath, ["--import", "tsx", "lib/cli/verify-receipt.ts"], {
    cwd: join(import.meta.dirname, ".."),
    stdio: ["pipe", "pipe", "ignore"],
  });
  run.stdin.end(receipt);
  const ended = new Promise<number | null>((resolve) => run.once("exit", resolve));
  const answer = JSON.parse(await text(run.stdout));
  return { code: await ended, answer };
}
