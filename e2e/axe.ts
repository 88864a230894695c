import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Both schemes and both widths, in two looks: colors are the same at any width, and the layout in either scheme. */
const LOOKS = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 375 },
] as const;

type Look = (typeof LOOKS)[number];

/**
 * Opens each address wide and light, and narrow and dark, and expects axe to find nothing. No rule is excepted. The two are
 * looked at side by side, each in a tab of the same session.
 */
export async function expectNoViolations(page: Page, addresses: readonly string[]): Promise<void> {
  const found = await Promise.all(
    LOOKS.map(async (look) => {
      const tab = await page.context().newPage();
      await tab.emulateMedia({ colorScheme: look.colorScheme });
      await tab.setViewportSize({ width: look.width, height: 900 });
      const violations: string[] = [];
      for (const address of addresses) violations.push(...(await violationsAt(tab, address, look)));
      await tab.close();
      return violations;
    }),
  );
  expect(found.flat()).toEqual([]);
}

async function violationsAt(tab: Page, address: string, { colorScheme, width }: Look): Promise<string[]> {
  await tab.goto(address);
  await expect(tab.getByRole("heading", { level: 1 })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: tab }).withTags(TAGS).analyze();
  return violations.map(({ id, nodes }) => {
    const where = nodes.map((node) => node.target.join(" ")).join(", ");
    return `${address} at ${width} px, ${colorScheme}: ${id}: ${where}`;
  });
}
