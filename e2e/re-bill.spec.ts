import { expect, type Page, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { pdfText } from "@/lib/testing/pdf-text";
import { expectNoViolations } from "./axe";
import { moveClockTo } from "./clock";
import { signedIn } from "./people";
import { choose, SERVICE } from "./set-up";

/**
 * Written by hand, for units that are typed. In advance: 10 units at 10.00 for 25 June to 24 July, 30 days; 8 from the 27th
 * (28 of 30 days) and 9 from the 29th (26 of 30), 90.00 in all. In arrears: 5 units at 10.00 a calendar week, of which the
 * contract has Thursday to Sunday, 25 to 28 June.
 */
const ADVANCE = { regular: "$100.00", twoLess: "−$18.67", oneMore: "$8.67" };
const RE_BILLED = "$81.33"; // 100.00 − 18.67
const ARREARS = "$28.57"; // 50.00 × 4 ⁄ 7
const MONTH_END = "37.24"; // 8.67 + 28.57

const ACCOUNT = "Vantage Coffee Roasters";
const IN_ADVANCE = "Vantage workplace";
const IN_ARREARS = "Vantage support weeks";
const JOB = "Vantage month end";
const MAILBOX = "accounts@vantage.example";

test.describe.configure({ mode: "serial" });

/** Follows prove-units.spec.ts: it is 25 June 2026. */
test.describe("from review to the customer", () => {
  let finance: Page;
  let lineUrl: string;
  let jobUrl: string;

  test.beforeAll(async ({ browser }) => {
    finance = await signedIn(browser, "finance");
  });

  test("a contract in advance and one in arrears are in review with their own days", async () => {
    await contractOf(finance, IN_ADVANCE);
    lineUrl = await typedLine(finance, "10");
    await contractOf(finance, IN_ARREARS, async () => {
      await finance.getByLabel("Billing cycle").selectOption({ label: "Weekly" });
      await finance.getByRole("checkbox", { name: /^Billing periods based on calendar year/ }).check();
      await finance.getByRole("radio", { name: "End of billing cycle" }).check();
    });
    await typedLine(finance, "5");
    await finance.goto(`/finance/billing-review?q=${encodeURIComponent(ACCOUNT)}`);
    await expect(item(finance, "2026-06-25").filter({ hasText: ADVANCE.regular })).toHaveCount(1);
    await expect(item(finance, "2026-06-25").filter({ hasText: ARREARS })).toContainText("4 of 7");
  });

  test("a credit alone is not invoiced; it waits for the next invoice", async () => {
    await post(finance, "2026-06-25", ADVANCE.regular);
    await generate(finance, 1);
    await typeUnits(finance, lineUrl, "8", "2026-06-27");
    await post(finance, "2026-06-27", ADVANCE.twoLess);
    await openCharges(finance);
    await finance.getByRole("checkbox", { name: /effective 2026-06-27/ }).check();
    await finance.getByRole("button", { name: "Generate invoice" }).click();
    await expect(finance.getByRole("dialog", { name: "Nothing to invoice" })).toBeVisible();
    await finance.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await openCharges(finance);
    await expect(finance.getByRole("row", { name: /effective 2026-06-27/ })).toContainText(ADVANCE.twoLess);
  });

  test("a void invoice gives its charge back, and the next one uses the credit", async () => {
    await openNewestInvoice(finance);
    await finance.getByRole("button", { name: "Void", exact: true }).click();
    const dialog = finance.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("Billed before the change of 27 June was known");
    await dialog.getByRole("button", { name: "Void invoice" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(finance.getByText("Billed before the change of 27 June was known")).toBeVisible();
    await generate(finance, 2);
    await openNewestInvoice(finance);
    await expect(finance.getByText(RE_BILLED).first()).toBeVisible();
    await openCharges(finance);
    await expect(finance.getByText(ACCOUNT)).toHaveCount(0);
  });

  test("a month-end job posts, bills and e-mails on one run, prorations included", async () => {
    await typeUnits(finance, lineUrl, "9", "2026-06-29");
    await finance.goto(`/crm/accounts?q=${encodeURIComponent(ACCOUNT)}`);
    await finance.getByRole("link", { name: ACCOUNT }).first().click();
    await finance.getByLabel("Invoice e-mails").fill(MAILBOX);
    await finance
      .locator("form", { has: finance.getByLabel("Invoice e-mails") })
      .getByRole("button", { name: "Save" })
      .click();
    await expect(finance.getByLabel("Invoice e-mails")).toHaveValue(MAILBOX);

    await finance.goto("/finance/billing-automation/new");
    await finance.getByLabel("Job name").fill(JOB);
    await finance.getByRole("radio", { name: /^Post, bill and send/ }).check();
    await finance.getByRole("radio", { name: "Chosen accounts" }).check();
    await choose(finance, "Accounts", ACCOUNT);
    await finance.keyboard.press("Escape");
    await finance.getByRole("button", { name: "Dry run" }).click();
    const dryRun = finance.getByText("Would be posted").locator("..");
    await expect(dryRun).toContainText(MONTH_END);
    await finance.getByRole("button", { name: "Save", exact: true }).click();
    await expect(finance.getByRole("heading", { level: 1, name: JOB })).toBeVisible();
    jobUrl = finance.url();

    await moveClockTo(finance, "2026-06-30");
    await finance.goto(jobUrl);
    const run = finance.getByRole("row", { name: /30 Jun|2026-06-30/ });
    await expect(run).toContainText("Completed", { timeout: 60_000 });
    await expect(run).toContainText(MONTH_END);
    await expect(run).toContainText("2 items");
    const admin = finance;
    await admin.goto("/admin/my-company/outbox");
    await expect(admin.getByRole("row", { name: new RegExp(MAILBOX) })).toHaveCount(1);
  });

  test("its PDF says what the invoice says, and its export adds up to the cent", async () => {
    await openNewestInvoice(finance);
    const answer = await finance.request.get(`${finance.url()}/pdf`);
    expect(answer.headers()["content-type"]).toContain("application/pdf");
    const printed = (await pdfText(await answer.body())).join(" ");
    for (const words of [ACCOUNT, MONTH_END, "8.67", "28.57", "26 of 30 days", "4 of 7 days"])
      expect(printed).toContain(words);

    await finance.goto(`/finance/invoices?q=${encodeURIComponent(ACCOUNT)}`);
    await finance
      .getByRole("checkbox", { name: /^Invoice / })
      .first()
      .check();
    await finance.getByRole("button", { name: "Export", exact: true }).click();
    const download = finance.waitForEvent("download");
    await finance.getByRole("dialog").getByRole("button", { name: "Export", exact: true }).click();
    const file = await (await download).createReadStream();
    const rows: Record<string, string>[] = parse(await textOf(file), { columns: true, bom: true });
    const cents = rows.map((row) => Math.round(Number(row.ItemQuantity) * Number(row.ItemRate) * 100));
    expect(cents.reduce((sum, each) => sum + each, 0)).toBe(3724);
    await expect(finance.getByRole("row", { name: new RegExp(ACCOUNT) }).first()).toContainText("Exported");
  });

  test("every amount is accounted for, and no new screen breaks an accessibility rule", async () => {
    test.setTimeout(600_000);
    await finance.goto("/finance/conservation");
    await finance.getByRole("button", { name: "Check now" }).click();
    await expect(finance.getByText(/no differences|0 differences/i).first()).toBeVisible();
    await openNewestInvoice(finance);
    await expectNoViolations(finance, [
      "/finance/conservation",
      "/finance/billing-automation",
      "/finance/billing-automation/new",
      jobUrl,
      "/admin/my-company/billing-settings",
      "/finance/invoices",
      finance.url(),
    ]);
  });
});

async function contractOf(page: Page, name: string, more: () => Promise<void> = async () => undefined) {
  await page.goto("/finance/contracts/new");
  await page.getByLabel("Contract name").fill(name);
  await choose(page, "Account", ACCOUNT);
  await page.getByLabel("Start date").fill("2026-06-25");
  await more();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** A line whose units are typed; answers the address of its page. */
async function typedLine(page: Page, units: string): Promise<string> {
  await page.getByRole("link", { name: "Add service line" }).first().click();
  await choose(page, "Service", SERVICE);
  await page.getByLabel("Units", { exact: true }).fill(units);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const row = page.getByRole("row", { name: new RegExp(SERVICE) });
  await row.getByRole("link", { name: SERVICE }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: SERVICE })).toBeVisible();
  return page.url();
}

async function typeUnits(page: Page, lineUrl: string, units: string, effectiveOn: string): Promise<void> {
  await page.goto(`${lineUrl}/edit`);
  await page.getByLabel("Units", { exact: true }).fill(units);
  await page.getByLabel("Effective from", { exact: true }).fill(effectiveOn);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
}

/** The row of Billing Review that takes effect on a date. */
function item(page: Page, effectiveOn: string) {
  return page.getByRole("row", { name: new RegExp(`${SERVICE}.*effective ${effectiveOn}`) });
}

async function post(page: Page, effectiveOn: string, amount: string): Promise<void> {
  await page.goto(`/finance/billing-review?q=${encodeURIComponent(ACCOUNT)}`);
  const row = item(page, effectiveOn).filter({ hasText: amount });
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Post 1 item/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Post 1 item/ })
    .click();
  await expect(row).toHaveCount(0);
}

async function openCharges(page: Page): Promise<void> {
  await page.goto(`/finance/billing?q=${encodeURIComponent(ACCOUNT)}`);
  await expect(page.getByRole("heading", { level: 1, name: "Billing" })).toBeVisible();
}

/** Generates one invoice of all open charges of the account. */
async function generate(page: Page, charges: number): Promise<void> {
  await openCharges(page);
  const rows = page.getByRole("checkbox", { name: new RegExp(`^${ACCOUNT}`) });
  await expect(rows).toHaveCount(charges);
  for (const row of await rows.all()) await row.check();
  await page.getByRole("button", { name: "Generate invoice" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Generate 1 invoice/ })
    .click();
  await expect(page.getByText("1 invoice generated")).toBeVisible();
}

async function openNewestInvoice(page: Page): Promise<void> {
  await page.goto(`/finance/invoices?q=${encodeURIComponent(ACCOUNT)}`);
  await page
    .getByRole("link", { name: /^Invoice / })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: /^Invoice / })).toBeVisible();
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
