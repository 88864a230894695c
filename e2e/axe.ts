import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { openPage } from "./open-page";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Both widths with every rule, each in one scheme; the other scheme changes colors alone, so there the rules on color follow. */
const LOOKS = [
  { colorScheme: "light", otherScheme: "dark", width: 1280 },
  { colorScheme: "dark", otherScheme: "light", width: 375 },
] as const;
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

type Look = (typeof LOOKS)[number];

/**
 * Opens each address wide and narrow, light and dark, and expects axe to find nothing. No rule is excepted. The two widths
 * are looked at side by side, each in a tab of the same session.
 */
export async function expectNoViolations(page: Page, addresses: readonly string[]): Promise<void> {
  const found = await Promise.all(
    LOOKS.map(async (look) => {
      const tab = await page.context().newPage();
      await tab.setViewportSize({ width: look.width, height: 900 });
      const violations: string[] = [];
      for (const address of addresses) violations.push(...(await violationsAt(tab, address, look)));
      await tab.close();
      return violations;
    }),
  );
  expect(found.flat()).toEqual([]);
}

async function violationsAt(tab: Page, address: string, look: Look): Promise<string[]> {
  await tab.emulateMedia({ colorScheme: look.colorScheme });
  await openPage(tab, address);
  await expect(tab.getByRole("heading", { level: 1 })).toBeVisible();
  const every = await axe(tab).withTags(TAGS).analyze();
  await tab.emulateMedia({ colorScheme: look.otherScheme });
  await expect(tab.locator("html")).toHaveAttribute("data-mantine-color-scheme", look.otherScheme);
  const colors = await axe(tab).withRules(COLOR_RULES).analyze();
  return [
    ...inWords(every.violations, `${address} at ${look.width} px, ${look.colorScheme}`),
    ...inWords(colors.violations, `${address} at ${look.width} px, ${look.otherScheme}`),
  ];
}

/**
 * Without the extra page that axe opens to look across frames: no screen has frames (frame-src 'none'), and it is slow. What
 * passes is not described, element by element: a third of the time, and nobody reads it.
 */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
}

function inWords(
  violations: readonly { id: string; nodes: readonly { target: unknown }[] }[],
  place: string,
): string[] {
  return violations.map(
    ({ id, nodes }) => `${place}: ${id}: ${nodes.map(({ target }) => target).join(", ")}`,
  );
}
