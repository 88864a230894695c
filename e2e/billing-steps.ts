import { expect, type Locator, type Page } from "@playwright/test";
import { openPage } from "./open-page";
import { choose, SERVICE } from "./set-up";

/** The steps from a contract to an invoice whose account is named: contract, typed units, review, charges, documents. */

export type NewContract = { account: string; name: string; startOn: string };

/** Finance > Contracts > New; `more` fills in what differs from a monthly one billed at the start of its periods. */
export async function newContract(
  page: Page,
  { account, name, startOn }: NewContract,
  more?: () => Promise<void>,
): Promise<void> {
  await openPage(page, "/finance/contracts/new");
  await page.getByLabel("Contract name").fill(name);
  await choose(page, "Account", account);
  await page.getByLabel("Start date").fill(startOn);
  await more?.();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** On the page of a contract: a line whose units are typed; answers the address of its page. */
export async function addTypedLine(page: Page, units: string): Promise<string> {
  await page.getByRole("link", { name: "Add service line" }).first().click();
  await choose(page, "Service", SERVICE);
  await page.getByRole("textbox", { name: "Units", exact: true }).fill(units);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const row = page.getByRole("row", { name: new RegExp(SERVICE) });
  await row.getByRole("link", { name: SERVICE }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: SERVICE })).toBeVisible();
  return page.url();
}

export async function typeUnits(
  page: Page,
  lineUrl: string,
  units: string,
  effectiveOn: string,
): Promise<void> {
  await openPage(page, `${lineUrl}/edit`);
  await page.getByRole("textbox", { name: "Units", exact: true }).fill(units);
  await page.getByRole("textbox", { name: "Effective from", exact: true }).fill(effectiveOn);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
}

/** The rows of a table of items or charges that take effect on a date; their checkboxes name it. */
export function rowsEffective(page: Page, on: string): Locator {
  return page.getByRole("row", { name: new RegExp(`${SERVICE}.*effective ${on}`) });
}

export async function openReview(page: Page, account: string): Promise<void> {
  await openPage(page, `/finance/billing-review?q=${encodeURIComponent(account)}`);
}

/** Posts the item of a date and an amount. */
export async function postItem(
  page: Page,
  account: string,
  effectiveOn: string,
  amount: string,
): Promise<void> {
  await openReview(page, account);
  const row = rowsEffective(page, effectiveOn).filter({ hasText: amount });
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Post 1 item/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Post 1 item/ })
    .click();
  await expect(row).toHaveCount(0);
}

/** Finance > Billing: ticks every open charge of an account, `charges` in number, and asks for invoices of them. */
export async function askToInvoice(page: Page, account: string, charges: number): Promise<Locator> {
  await openPage(page, `/finance/billing?q=${encodeURIComponent(account)}`);
  const boxes = page.getByRole("checkbox", { name: new RegExp(`^Select ${account}: `) });
  await expect(boxes).toHaveCount(charges);
  for (const box of await boxes.all()) await box.check();
  await page.getByRole("button", { name: "Generate invoice" }).click();
  return page.getByRole("dialog");
}

/** One invoice of every open charge of an account. */
export async function generateInvoice(page: Page, account: string, charges: number): Promise<void> {
  const dialog = await askToInvoice(page, account, charges);
  await dialog.getByRole("button", { name: "Generate 1 invoice" }).click();
  await expect(page.getByText("1 invoice generated")).toBeVisible();
}

/** Opens the newest document of an account: they are listed the newest first. */
export async function openNewestInvoice(page: Page, account: string): Promise<void> {
  await openPage(page, `/finance/invoices?q=${encodeURIComponent(account)}`);
  await page
    .getByRole("link", { name: /^Invoice / })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: /^Invoice / })).toBeVisible();
}
