import { expect, type Page } from "@playwright/test";
import { DEMO_KEYS } from "./it-glue-emulator/demo-data";
import { openPage } from "./open-page";

export const LICENSES = ["Microsoft 365 Business Premium", "Microsoft 365 Business Standard"];
export const SERVICE = "Microsoft 365 Business seats";
export const CONTRACT = "Managed Microsoft 365";

/** Admin > My Company > IT Glue Settings: enable, subdomain, server, key, Test connection, Save. */
export async function setUpItGlue(page: Page): Promise<void> {
  await openPage(page, "/admin/my-company/it-glue-settings");
  await page.getByLabel("Subdomain").fill("northwind");
  await page.getByRole("textbox", { name: "API key" }).fill(DEMO_KEYS.northwind);
  await page.getByRole("switch", { name: /^Two-way sync enabled/ }).click();
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("IT Glue answered as “Northwind MSP”")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("The stored key ends in …0001")).toBeVisible();
}

/** My Settings > Integrations > Connect, over the consent page of the emulator. */
export async function connect(page: Page, person: string): Promise<void> {
  await openPage(page, "/my-settings/integrations");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Connect Flexbill to IT Glue" })).toBeVisible();
  await page.getByRole("radio", { name: new RegExp(person) }).check();
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Your IT Glue account at “Northwind MSP” is connected.")).toBeVisible();
}

/** CRM > Accounts > Sync organizations now. */
export async function syncOrganizations(page: Page): Promise<void> {
  await openPage(page, "/crm/accounts");
  await page.getByRole("button", { name: "Sync organizations now" }).first().click();
  await expect(page.getByText("27 organizations read from IT Glue")).toBeVisible();
  await expect(page.getByRole("row", { name: /RK Fabrics/ })).toContainText("Linked");
}

/** Admin > Finance > Services. */
export async function createService(page: Page): Promise<void> {
  await openPage(page, "/admin/finance/services/new");
  await page.getByLabel("Service name").fill(SERVICE);
  await page.getByLabel("Unit price (USD)").fill("10.00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await openPage(page, "/admin/finance/services");
  await expect(page.getByRole("row", { name: new RegExp(SERVICE) })).toContainText("10.00");
}

/** Finance > Contracts: a monthly recurring services contract for RK Fabrics from 1 June 2026. */
export async function createContract(page: Page): Promise<void> {
  await openPage(page, "/finance/contracts/new");
  await page.getByLabel("Contract name").fill(CONTRACT);
  await choose(page, "Account", "RK Fabrics");
  await page.getByLabel("Start date").fill("2026-06-01");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: CONTRACT })).toBeVisible();
}

/** Chooses an option of a searchable select by typing it. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).fill(option);
  await page.getByRole("option", { name: option }).first().click();
}

/** A service line that bills by flexible assets: Update Units shows `units`, Save keeps them. */
export async function addCountedLine(page: Page, units: string): Promise<void> {
  await page.getByRole("link", { name: "Add service line" }).first().click();
  await choose(page, "Service", SERVICE);
  await page.getByRole("radio", { name: /Flexible assets/ }).check();
  await choose(page, "Asset type", "Microsoft 365");
  await choose(page, "Bill by value", "Seats");
  await choose(page, "Filter By", "License");
  for (const license of LICENSES) {
    await page.getByRole("combobox", { name: "Filter value(s)" }).fill(license);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("button", { name: "Update Units" }).click();
  await expect(page.getByTestId("billed-units")).toContainText(units);
  for (const license of LICENSES)
    await expect(page.getByRole("row", { name: new RegExp(license) }).first()).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: CONTRACT })).toBeVisible();
}
