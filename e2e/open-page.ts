import { expect, type Page } from "@playwright/test";

/**
 * Opens a page and waits until it stands as a person sees it. What arrives in a stream waits hidden at the end of the body until
 * React puts it in its place, and for a moment both are there: a text would be found twice.
 */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("body > [hidden][id^='S:']")).toHaveCount(0);
}
