import { expect, type Page } from "@playwright/test";
import { openPage } from "./open-page";

const WEEKDAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** "Wednesday, 10 June 2026", as the banner writes it. */
function inBanner(on: string): string {
  const parts = WEEKDAY.formatToParts(new Date(`${on}T00:00:00Z`));
  const part = (type: string) => parts.find((found) => found.type === type)?.value;
  return `${part("weekday")}, ${part("day")} ${part("month")} ${part("year")}`;
}

/** Moves the simulation's clock from its banner and waits until every night in between has run. */
export async function moveClockTo(page: Page, on: string): Promise<void> {
  await openPage(page, "/");
  const banner = page.getByRole("region", { name: "Simulation clock" });
  const [, month, day] = on.split("-").map(Number);
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  await banner.getByLabel("Move the clock to").fill(`${day} ${months[month! - 1]} ${on.slice(0, 4)}`);
  await page.keyboard.press("Tab");
  await banner.getByRole("button", { name: "Move", exact: true }).click();
  await arrived(page, on);
}

export async function nextDay(page: Page, on: string): Promise<void> {
  await openPage(page, "/");
  await page
    .getByRole("region", { name: "Simulation clock" })
    .getByRole("button", { name: "Next day" })
    .click();
  await arrived(page, on);
}

async function arrived(page: Page, on: string): Promise<void> {
  const banner = page.getByRole("region", { name: "Simulation clock" });
  await expect(banner.getByText(inBanner(on))).toBeVisible({ timeout: 90_000 });
  await expect(banner.getByRole("button", { name: "Next day" })).toBeEnabled({ timeout: 90_000 });
}
