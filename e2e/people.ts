import { type Browser, expect, type Page } from "@playwright/test";
import { openPage } from "./open-page";

export const PASSWORD = "flexbill-demo";

export type Person = "admin" | "finance" | "tech" | "audit";

/** A signed-in person in a browser of their own, as the sign-in page makes them. */
export async function signedIn(browser: Browser, person: Person, company = "northwind"): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await openPage(page, "/sign-in");
  await page.getByLabel("Company").fill(company);
  await page.getByLabel("Email").fill(`${person}@${company}.example`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  return page;
}
