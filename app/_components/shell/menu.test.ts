import { describe, expect, it } from "vitest";
import { currentHref, MENU, menuFor } from "./menu";

describe("main menu", () => {
  it("leaves out what a person may not open, and groups left empty", () => {
    const groups = menuFor((permission) => permission === "view");
    const labels = groups.flatMap((group) => group.items.map((item) => item.label));
    expect(labels).toEqual([
      "Today",
      "Sync runs",
      "Held changes",
      "Accounts",
      "Organization mapping",
      "Organization sync log",
      "Contracts",
      "Billing Review",
      "Billing",
      "Invoices",
      "Billing Automation",
      "Conservation",
      "Coverage",
      "Services",
    ]);
    expect(groups.map((group) => group.sublabel ?? group.label)).toEqual([
      "Home",
      "CRM",
      "Finance",
      "Finance",
    ]);
  });

  it.each([
    ["/", "/"],
    ["/finance/billing", "/finance/billing"],
    ["/finance/billing-review", "/finance/billing-review"],
    ["/finance/contracts/7/services/new", "/finance/contracts"],
    ["/my-settings/integrations", null],
  ])("%s belongs to %s", (pathname, href) => {
    expect(currentHref(MENU, pathname)).toBe(href);
  });
});
