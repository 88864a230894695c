import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { type Case, inputOf } from "./billing-input.fixture";
import { type BillingInput, type BillingItem, billingItems } from "./billing-items";
import type { IssueTime } from "./billing-period";
import { chargesOf } from "./ledger.fixture";
import { formatAmount } from "./money";
import { PreviewInput } from "./preview-input";

// Ten units, 8 from 10 July on; 9 counted on the 20th move July as a whole, since increases are not prorated.
const given: Case = {
  line: { prorateIncreases: "none" },
  units: [
    ["2026-06-01", "10"],
    ["2026-07-10", "8"],
    ["2026-07-20", "9"],
  ],
  prices: [["2026-06-01", "10.00"]],
  window: ["2026-06-01", "2026-07-31"],
};

/** Invoices come at the one end in June, and at the other from July on. */
function turned(from: IssueTime, to: IssueTime): BillingInput {
  const input: BillingInput = PreviewInput.parse(inputOf({ ...given, contract: { issueInvoiceOn: from } }));
  const cycle = { billingCycle: "monthly", alignment: "calendar", anchorDay: null } as const;
  const change = { ...cycle, issueInvoiceOn: to, fromOn: Temporal.PlainDate.from("2026-07-01") };
  return { ...input, contract: { ...input.contract, cycleChanges: [change] } };
}

const rowOf = ({ kind, effectiveOn, amountMinor }: BillingItem) =>
  `${kind} ${effectiveOn}: ${formatAmount(amountMinor, "USD")}`;

it.each<[IssueTime, IssueTime, string[]]>([
  ["end", "start", ["regular 2026-07-01: 100.00", "proration 2026-07-10: -7.10"]],
  ["start", "end", ["regular 2026-07-01: 92.90"]],
])("from the %s to the %s: what is posted as it was listed leaves nothing", (from, to, july) => {
  const input = turned(from, to);
  const items = billingItems(input);
  expect(items.map(rowOf)).toEqual(["regular 2026-06-01: 100.00", ...july]);
  expect(billingItems({ ...input, posted: chargesOf(input, items) })).toEqual([]);
});
