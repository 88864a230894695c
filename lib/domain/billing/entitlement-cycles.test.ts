import { describe, expect, it } from "vitest";
import { billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import { day, entitlements, type Life, ledgerOf, unit } from "./entitlement.fixture";

describe("what periods are entitled to, by both computations", () => {
  it.each<[string, Life, throughOn: string, string[]]>([
    [
      "calendar weeks, the first in part: 5 of 7 days",
      unit("2026-06-10", { billingCycle: "weekly", alignment: "calendar" }, "70.00"),
      "2026-06-21",
      ["2026-06-08/2026-06-14 5000", "2026-06-15/2026-06-21 7000"],
    ],
    [
      "weeks from the contract's own weekday",
      unit("2026-06-10", { billingCycle: "weekly" }, "70.00"),
      "2026-06-23",
      ["2026-06-10/2026-06-16 7000", "2026-06-17/2026-06-23 7000"],
    ],
    [
      "weeks anchored on Friday: 2 of 7 days",
      unit("2026-06-10", { billingCycle: "weekly", anchorDay: 5 }, "70.00"),
      "2026-06-18",
      ["2026-06-05/2026-06-11 2000", "2026-06-12/2026-06-18 7000"],
    ],
    [
      "months anchored on the 15th: 5 of 31 days",
      unit("2026-06-10", { anchorDay: 15 }),
      "2026-07-14",
      ["2026-05-15/2026-06-14 500", "2026-06-15/2026-07-14 3100"],
    ],
    [
      "months anchored on the 31st, clamped: 11 of 28 days",
      unit("2026-02-17", { anchorDay: 31 }, "28.00"),
      "2026-04-29",
      ["2026-01-31/2026-02-27 1100", "2026-02-28/2026-03-30 2800", "2026-03-31/2026-04-29 2800"],
    ],
    [
      "quarters over the end of February, ten of 90 days at twice the units",
      {
        ...unit("2025-11-30", { billingCycle: "quarterly" }, "9.00"),
        units: [
          ["2025-11-30", "10"],
          ["2026-02-18", "20"],
        ],
      },
      "2026-05-29",
      ["2025-11-30/2026-02-27 10000", "2026-02-28/2026-05-29 18000"],
    ],
    [
      "calendar years, the first in part: 184 of 366 days",
      unit("2024-07-01", { billingCycle: "yearly", alignment: "calendar" }, "366.00"),
      "2025-12-31",
      ["2024-01-01/2024-12-31 18400", "2025-01-01/2025-12-31 36600"],
    ],
    [
      "years from a leap day",
      unit("2024-02-29", { billingCycle: "yearly" }),
      "2026-02-27",
      ["2024-02-29/2025-02-27 3100", "2025-02-28/2026-02-27 3100"],
    ],
    [
      "a change to calendar months: the rest of March by its 31 days; then quarters from May",
      {
        ...unit("2026-01-17", {}),
        cycles: [
          { fromOn: "2026-03-17" },
          { fromOn: "2026-05-01", billingCycle: "quarterly", alignment: "contract-start" },
        ],
      },
      "2026-07-31",
      [
        "2026-01-17/2026-02-16 3100",
        "2026-02-17/2026-03-16 3100",
        "2026-03-17/2026-03-31 1500",
        "2026-04-01/2026-04-30 3100",
        "2026-05-01/2026-07-31 3100",
      ],
    ],
    [
      "a change to weeks, on the day on which they begin anyway",
      {
        ...unit("2026-06-01", { alignment: "calendar" }),
        cycles: [{ fromOn: "2026-07-01", billingCycle: "weekly", alignment: "contract-start" }],
      },
      "2026-07-14",
      ["2026-06-01/2026-06-30 3100", "2026-07-01/2026-07-07 3100", "2026-07-08/2026-07-14 3100"],
    ],
  ])("%s", (_, life, throughOn, expected) => {
    expect(entitlements(life, throughOn)).toEqual(expected);
    const ledger = ledgerOf(life, throughOn);
    expect(conservationGaps(ledger, billingItems(ledger), day(throughOn))).toEqual([]);
  });
});
