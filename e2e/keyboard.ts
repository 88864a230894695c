import { expect, type Page } from "@playwright/test";

/** More stops than any screen has. */
const MOST_STOPS = 120;

/** Presses Tab until the element with this accessible name has the focus, as a person without a mouse does. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.locator(":focus");
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    if ((await wanted.count()) === 0) continue;
    const spoken = await wanted.evaluate(nameOf);
    if (typeof name === "string" ? spoken === name : name.test(spoken)) return;
  }
  throw new Error(`No Tab stop is called ${name}`);
}

/** Goes to a searchable field, types, and takes the option that is then the first. */
export async function typeInto(page: Page, field: string, words: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(words);
  await expect(page.getByRole("option", { name: words }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
}

/** What a screen reader would call it: the label, or else the text. */
function nameOf(element: Element): string {
  const labelled = element.getAttribute("aria-labelledby");
  const label =
    element.getAttribute("aria-label") ??
    (element as HTMLInputElement).labels?.[0]?.textContent ??
    (labelled ? document.getElementById(labelled)?.textContent : null) ??
    element.textContent ??
    "";
  return label.replace(/\s*\*\s*$/, "").trim();
}
