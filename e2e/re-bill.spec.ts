import { text } from "node:stream/consumers";
import { expect, type Page, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { pdfText } from "@/lib/testing/pdf-text";
import { expectNoViolations } from "./axe";
import {
  addTypedLine,
  askToInvoice,
  generateInvoice,
  newContract,
  openNewestInvoice,
  openReview,
  postItem,
  rowsEffective,
  typeUnits,
} from "./billing-steps";
import { moveClockTo } from "./clock";
import { openPage } from "./open-page";
import { signedIn } from "./people";
import { choose } from "./set-up";

/**
 * Written by hand, for units that are typed. In advance: 10 units at 10.00 for 25 June to 24 July, 30 days; 8 from the 27th
 * (28 of 30 days) and 9 from the 29th (26 of 30). In arrears: 5 units at 10.00 a calendar week, of which the contract has
 * Thursday to Sunday, 25 to 28 June.
 */
const REGULAR = "$100.00";
const TWO_LESS = "−$18.67"; // 2 × 10.00 × 28 ⁄ 30
const RE_BILLED = "$81.33"; // 100.00 − 18.67
const ONE_MORE = "$8.67"; // 1 × 10.00 × 26 ⁄ 30
const FOUR_DAYS = "$28.57"; // 5 × 10.00 × 4 ⁄ 7
const MONTH_END = "37.24"; // 8.67 + 28.57

const ACCOUNT = "Vantage Coffee Roasters";
const JOB = "Vantage month end";
const MAILBOX = "accounts@vantage.example";
const REASON = "Billed before the change of 27 June was known";

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
    const contract = { account: ACCOUNT, startOn: "2026-06-25" };
    await newContract(finance, { ...contract, name: "Vantage workplace" });
    lineUrl = await addTypedLine(finance, "10");
    await newContract(finance, { ...contract, name: "Vantage support weeks" }, async () => {
      await finance.getByRole("combobox", { name: "Billing cycle" }).selectOption({ label: "Weekly" });
      await finance.getByRole("checkbox", { name: /^Billing periods based on calendar year/ }).check();
      await finance.getByRole("radio", { name: "End of billing cycle" }).check();
    });
    await addTypedLine(finance, "5");
    await openReview(finance, ACCOUNT);
    const today = rowsEffective(finance, "2026-06-25");
    await expect(today.filter({ hasText: REGULAR })).toContainText("30 of 30");
    await expect(today.filter({ hasText: FOUR_DAYS })).toContainText("4 of 7");
  });

  test("a credit alone is not invoiced; it waits for the next invoice", async () => {
    await postItem(finance, ACCOUNT, "2026-06-25", REGULAR);
    await generateInvoice(finance, ACCOUNT, 1);
    await typeUnits(finance, lineUrl, "8", "2026-06-27");
    await postItem(finance, ACCOUNT, "2026-06-27", TWO_LESS);
    const dialog = await askToInvoice(finance, ACCOUNT, 1);
    await expect(dialog.getByRole("heading", { name: "Nothing to invoice" })).toBeVisible();
    await expect(dialog.getByRole("button", { name: /^Generate/ })).toBeDisabled();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(rowsEffective(finance, "2026-06-27")).toContainText(TWO_LESS);
    await expect(finance.getByRole("table", { name: "Credit carried forward" })).toContainText("$18.67");
    await expect(finance.getByText("Credit to use").locator("..")).toContainText(TWO_LESS);
    await expect(finance.getByText(/charges?, before tax$/)).toHaveCount(0);
  });

  test("a void invoice gives its charge back, and the next one uses the credit", async () => {
    await openNewestInvoice(finance, ACCOUNT);
    await finance.getByRole("button", { name: "Void", exact: true }).click();
    const dialog = finance.getByRole("dialog");
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Void invoice" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(finance.getByText(REASON)).toBeVisible();
    await generateInvoice(finance, ACCOUNT, 2);
    await openNewestInvoice(finance, ACCOUNT);
    await expect(finance.getByText(RE_BILLED).first()).toBeVisible();
  });

  test("a month-end job posts, bills and e-mails on one run, prorations included", async () => {
    await typeUnits(finance, lineUrl, "9", "2026-06-29");
    await sendInvoicesTo(finance, MAILBOX);
    await openPage(finance, "/finance/billing-automation/new");
    await finance.getByLabel("Job name").fill(JOB);
    await finance.getByRole("radio", { name: /^Post, bill and send/ }).check();
    await finance.getByRole("radio", { name: "Chosen accounts" }).check();
    await choose(finance, "Accounts", ACCOUNT);
    await finance.keyboard.press("Escape");
    await finance.getByRole("button", { name: "Dry run" }).click();
    await expect(finance.getByText("Would be posted").locator("..")).toContainText(MONTH_END);
    await finance.getByRole("button", { name: "Save", exact: true }).click();
    await expect(finance.getByRole("heading", { level: 1, name: JOB })).toBeVisible();
    jobUrl = finance.url();

    await moveClockTo(finance, "2026-06-30");
    const run = finance.getByRole("row", { name: /30 Jun/ });
    await expect(async () => {
      await openPage(finance, jobUrl);
      await expect(run).toContainText("Completed", { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(run).toContainText(MONTH_END);
    await expect(run).toContainText("2 items");
    await openPage(finance, "/admin/my-company/outbox");
    await expect(finance.getByRole("row", { name: new RegExp(MAILBOX) })).toHaveCount(1);
  });

  test("its PDF says what the invoice says, and its export adds up to the cent", async () => {
    await openNewestInvoice(finance, ACCOUNT);
    const answer = await finance.request.get(`${finance.url()}/pdf`);
    expect(answer.headers()["content-type"]).toContain("application/pdf");
    const printed = (await pdfText(new Uint8Array(await answer.body()))).join(" ");
    for (const words of [ACCOUNT, MONTH_END, ONE_MORE.slice(1), "26 of 30", FOUR_DAYS.slice(1), "4 of 7"])
      expect(printed).toContain(words);

    await openPage(finance, `/finance/invoices?q=${encodeURIComponent(ACCOUNT)}`);
    await finance
      .getByRole("checkbox", { name: /^Select Invoice / })
      .first()
      .check();
    await finance.getByRole("button", { name: "Export", exact: true }).click();
    const download = finance.waitForEvent("download");
    await finance.getByRole("dialog").getByRole("button", { name: "Export", exact: true }).click();
    const csv = await text(await (await download).createReadStream());
    const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true });
    const cents = rows.map((row) => Math.round(Number(row.ItemQuantity) * Number(row.ItemRate) * 100));
    expect(cents.reduce((sum, each) => sum + each, 0)).toBe(3724);
    await expect(finance.getByRole("row", { name: new RegExp(ACCOUNT) }).first()).toContainText("Exported");
  });

  test("every amount is accounted for, and no new screen breaks an accessibility rule", async () => {
    test.setTimeout(300_000);
    await openPage(finance, "/finance/conservation");
    await finance.getByRole("button", { name: "Check now" }).click();
    await expect(finance.getByText("everything adds up")).toBeVisible();
    await openNewestInvoice(finance, ACCOUNT);
    await expectNoViolations(finance, [finance.url(), jobUrl]);
  });
});

/** CRM > Accounts: who gets the invoices of the account. */
async function sendInvoicesTo(page: Page, mailbox: string): Promise<void> {
  await openPage(page, `/crm/accounts?q=${encodeURIComponent(ACCOUNT)}`);
  await page.getByRole("link", { name: ACCOUNT }).first().click();
  await page.getByLabel("Invoice e-mails").fill(mailbox);
  await page
    .locator("form", { has: page.getByLabel("Invoice e-mails") })
    .getByRole("button", { name: "Save" })
    .click();
  await expect(page.getByText("Billing details saved.")).toBeVisible();
}
