import { expect, type Page, test } from "@playwright/test";
import { expectNoViolations } from "./axe";
import { moveClockTo, nextDay } from "./clock";
import { itGlue } from "./emulator";
import { openPage } from "./open-page";
import { signedIn } from "./people";
import {
  addCountedLine,
  CONTRACT,
  connect,
  createContract,
  createService,
  LICENSES,
  SERVICE,
  setUpItGlue,
  syncOrganizations,
} from "./set-up";

/** Written by hand: 10 units at 10.00 a month in June 2026, which has 30 days (domain.md 8.3, inclusive actual days). */
const JUNE = {
  regular: "100.00",
  plusOneFrom10: "7.00",
  backToTenFrom20: "−$3.67",
  days10: "21 of 30",
  days20: "11 of 30",
};

test.describe.configure({ mode: "serial" });

test.describe("the main job", () => {
  let admin: Page;
  let finance: Page;
  let lineUrl: string;

  test.beforeAll(async ({ browser }) => {
    admin = await signedIn(browser, "admin");
    finance = await signedIn(browser, "finance");
  });

  test("an Administrator sets up IT Glue, connects and brings the organizations over", async () => {
    await setUpItGlue(admin);
    await connect(admin, "Dana Whitfield");
    await syncOrganizations(admin);
  });

  test("a Finance Manager adds a service, a contract and a line counted by two filter values", async () => {
    await connect(finance, "Marco Ruiz");
    await createService(finance);
    await createContract(finance);
    const seats = await itGlue.seatsOf(LICENSES);
    expect(seats).toBe(10);
    await addCountedLine(finance, `${seats}`);
    await finance
      .getByRole("row", { name: new RegExp(SERVICE) })
      .getByRole("link", { name: SERVICE })
      .first()
      .click();
    await expect(finance.getByRole("heading", { level: 1, name: SERVICE })).toBeVisible();
    lineUrl = finance.url();
  });

  test("June is posted and invoiced, and the invoice's line opens what was counted", async () => {
    await post(finance, "2026-06-01", JUNE.regular);
    await openPage(finance, "/finance/billing");
    await finance.getByRole("checkbox", { name: new RegExp(SERVICE) }).check();
    await finance.getByRole("button", { name: "Generate invoice" }).click();
    await finance
      .getByRole("dialog")
      .getByRole("button", { name: /^Generate/ })
      .click();
    await finance
      .getByRole("link", { name: /Invoice 1\b|^1$/ })
      .first()
      .click();
    await expect(finance.getByText(JUNE.regular).first()).toBeVisible();
    await finance
      .getByRole("link", { name: /Receipt/ })
      .first()
      .click();
    await expect(finance.getByText("Verified just now")).toBeVisible();
    for (const license of LICENSES)
      await expect(finance.getByRole("row", { name: new RegExp(license) }).first()).toBeVisible();
  });

  test("a seat more from 10 June is one prorated item, a seat less from 20 June another; July has 10 units", async () => {
    await moveClockTo(finance, "2026-06-09");
    await itGlue.setSeats(LICENSES[0]!, 7);
    await nextDay(finance, "2026-06-10");
    await expectItem(finance, "2026-06-10", {
      amount: JUNE.plusOneFrom10,
      days: JUNE.days10,
      units: `${await itGlue.seatsOf(LICENSES)}`,
    });

    await moveClockTo(finance, "2026-06-19");
    await itGlue.setSeats(LICENSES[0]!, 6);
    await nextDay(finance, "2026-06-20");
    await expectItem(finance, "2026-06-20", {
      amount: JUNE.backToTenFrom20,
      days: JUNE.days20,
      units: `${await itGlue.seatsOf(LICENSES)}`,
    });
    await expectItem(finance, "2026-07-01", { amount: "$100.00", days: "31 of 31", units: "10" });
    await expect(reviewRow(finance, "2026-06-10")).toHaveCount(1);
  });

  test("the same night run twice brings nothing new", async () => {
    const before = await reviewTexts(finance);
    for (let press = 0; press < 2; press += 1) {
      await openPage(admin, "/sync-runs");
      const runs = await admin.getByRole("row", { name: /Run now/ }).count();
      await admin.getByRole("button", { name: "Run sync now" }).click();
      await expect(admin.getByRole("row", { name: /Run now.*Completed/ })).toHaveCount(runs + 1, {
        timeout: 60_000,
      });
    }
    expect(await reviewTexts(finance)).toEqual(before);
  });

  test("a removed link is said in words; units and money stay", async () => {
    const before = await reviewTexts(finance);
    await rkFabrics(finance);
    await finance.getByRole("button", { name: /^Unlink/ }).click();
    await finance
      .getByRole("dialog")
      .getByRole("button", { name: /^Unlink/ })
      .click();
    await expect(finance.getByRole("dialog")).toHaveCount(0);
    await nextDay(finance, "2026-06-21");
    await openPage(finance, lineUrl);
    await expect(finance.getByText("no organization is linked", { exact: false }).first()).toBeVisible();
    await expect(finance.getByText("Billed units").first()).toBeVisible();
    expect(await reviewTexts(finance)).toEqual(before);

    await rkFabrics(finance);
    await finance.getByRole("button", { name: "Link an organization" }).click();
    const linking = finance.getByRole("dialog");
    await linking.getByRole("combobox", { name: /organization/i }).fill("RK Fabrics");
    await finance
      .getByRole("option", { name: /RK Fabrics/ })
      .first()
      .click();
    await linking.getByRole("button", { name: "Link", exact: true }).click();
    await expect(linking).toHaveCount(0);
    await expect(finance.getByRole("button", { name: /^Unlink/ })).toBeVisible();
  });

  test("IT Glue answering 503 is unreachable; units and money stay", async () => {
    const before = await reviewTexts(finance);
    await itGlue.control({ action: "fault", kind: "503" });
    await nextDay(finance, "2026-06-22");
    await itGlue.control({ action: "clear-faults" });
    await openPage(finance, lineUrl);
    await expect(finance.getByText("Unreachable").first()).toBeVisible();
    expect(await reviewTexts(finance)).toEqual(before);
  });

  test("a fall to 0 is held, and credits only once a person approves it", async () => {
    await nextDay(finance, "2026-06-23");
    const before = await reviewTexts(finance);
    for (const license of LICENSES) await itGlue.archive(license);
    await nextDay(finance, "2026-06-24");
    expect(await reviewTexts(finance)).toEqual(before);

    await openPage(finance, "/held");
    const held = finance.getByRole("row", { name: new RegExp(SERVICE) });
    await expect(held).toContainText("10");
    await held.getByRole("button", { name: /^Approve/ }).click();
    await finance.getByRole("dialog").getByLabel("Reason").fill("RK Fabrics left Microsoft 365");
    await finance.getByRole("dialog").getByRole("button", { name: "Approve change" }).click();
    await expect(finance.getByRole("dialog")).toHaveCount(0);
    // 10 units × 10.00 × 7 of 30 days, 24 to 30 June, credited.
    await expectItem(finance, "2026-06-24", { amount: "−$23.33", days: "7 of 30", units: "0" });
  });

  test("another company finds none of it", async ({ browser }) => {
    const stranger = await signedIn(browser, "admin", "bluefin");
    for (const url of [lineUrl, lineUrl.replace(/\/services\/.*/, "")]) {
      await openPage(stranger, url);
      await expect(stranger.getByRole("heading", { name: "Not found" })).toBeVisible();
    }
    await openPage(stranger, "/finance/billing-review");
    await expect(stranger.getByText("Nothing to review")).toBeVisible();
    await expect(stranger.getByText(CONTRACT)).toHaveCount(0);
  });

  test("no screen of the slice breaks an accessibility rule, wide and narrow, light and dark", async () => {
    test.setTimeout(1_200_000);
    const invoiceUrl = await firstHref(finance, "/finance/invoices", /\/finance\/invoices\/[0-9a-f-]{36}/);
    const receiptUrl = await firstHref(finance, lineUrl, /\/receipts\/[0-9a-f-]{36}/);
    const runUrl = await firstHref(admin, "/sync-runs", /\/sync-runs\/[0-9a-f-]{36}/);
    const contractUrl = lineUrl.replace(/\/services\/.*/, "");
    const applyRuleUrl = await firstHref(finance, lineUrl, /\/apply-rule\?line=[0-9a-f-]{36}/);
    await expectNoViolations(admin, [
      "/",
      "/admin/my-company/it-glue-settings",
      "/admin/my-company/billing-settings",
      "/admin/my-company/nightly-changes",
      "/admin/my-company/outbox",
      "/my-settings/integrations",
      "/crm/accounts",
      "/crm/organization-mapping",
      "/crm/organization-mapping?tab=linked",
      "/crm/organization-mapping?tab=organizations",
      "/crm/organization-mapping?tab=accounts",
      "/crm/organization-sync-log",
      "/admin/finance/services",
      "/admin/finance/services/new",
      "/finance/contracts",
      "/finance/contracts/new",
      "/finance/contracts/import",
      contractUrl,
      `${contractUrl}/billing-cycle`,
      `${contractUrl}/services/new`,
      lineUrl,
      `${lineUrl}/edit`,
      applyRuleUrl,
      "/finance/billing-review",
      "/finance/billing",
      "/finance/invoices",
      "/finance/conservation",
      "/finance/billing-automation",
      "/finance/billing-automation/new",
      "/finance/coverage",
      invoiceUrl,
      receiptUrl,
      "/held",
      "/sync-runs",
      runUrl,
      `${runUrl}/comparison`,
      "/admin/security/users",
      "/admin/security/connections",
      "/admin/security/audit-log",
    ]);
  });
});

async function rkFabrics(page: Page): Promise<void> {
  await openPage(page, "/crm/accounts?q=RK%20Fabrics");
  await page.getByRole("link", { name: "RK Fabrics" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "RK Fabrics" })).toBeVisible();
}

/** The row of Billing Review that takes effect on a date; its checkbox names the date. */
function reviewRow(page: Page, effectiveOn: string) {
  return page.getByRole("row", { name: new RegExp(`${SERVICE}.*effective ${effectiveOn}`) });
}

async function expectItem(
  page: Page,
  effectiveOn: string,
  item: { amount: string; days: string; units: string },
): Promise<void> {
  await openPage(page, "/finance/billing-review");
  const row = reviewRow(page, effectiveOn).filter({ hasText: item.amount });
  await expect(row).toContainText(item.days);
  await expect(row).toContainText(item.units);
}

/** Every row of Billing Review as it reads: what a failure must leave as it was. */
async function reviewTexts(page: Page): Promise<string[]> {
  await openPage(page, "/finance/billing-review");
  await expect(page.getByRole("row", { name: new RegExp(SERVICE) }).first()).toBeVisible();
  const rows = await page.getByRole("row", { name: new RegExp(SERVICE) }).allInnerTexts();
  return rows.map((text) =>
    text
      .replace(/Due|Not due yet/g, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

async function post(page: Page, effectiveOn: string, amount: string): Promise<void> {
  await openPage(page, "/finance/billing-review");
  const row = reviewRow(page, effectiveOn).filter({ hasText: amount });
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Post 1 item/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Post 1 item/ })
    .click();
  await expect(row).toHaveCount(0);
}

async function firstHref(page: Page, from: string, pattern: RegExp): Promise<string> {
  await openPage(page, from);
  await page.waitForLoadState("networkidle");
  const hrefs = await page
    .locator("main a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const found = hrefs.find((href) => pattern.test(href));
  expect(found, `a link of ${from}`).toBeDefined();
  return found!;
}
