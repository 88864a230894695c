import type { ExportNames } from "./exported-document";

/** The names in one text, whatever the order in which they were entered: equal texts are equal names. */
export function namesText({ xeroAccountCode, xeroTaxTypes, quickBooksTaxCodes }: ExportNames): string {
  const sorted = (names: Readonly<Record<string, string>>) =>
    Object.entries(names)
      .filter(([, name]) => name !== "")
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([xeroAccountCode, sorted(xeroTaxTypes), sorted(quickBooksTaxCodes)]);
}
