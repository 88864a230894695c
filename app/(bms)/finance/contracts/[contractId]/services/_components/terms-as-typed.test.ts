import { expect, it } from "vitest";
import type { LineForm } from "@/lib/queries/line-form";
import { lineFormValues } from "./line-form-values";
import { termsAsTyped } from "./terms-as-typed";

const contract = {
  billingCycle: "monthly",
  alignment: "contract-start",
  issueInvoiceOn: "start",
} as LineForm["contract"];
const data = { contract, assetTypes: [], line: null };
const fresh = lineFormValues(
  { line: null, defaultStartOn: "2026-06-10" } as unknown as LineForm,
  "2026-06-10",
);

it("says what is typed, from the day it will count", () => {
  expect(termsAsTyped({ ...fresh, includedUnits: "5.0", rounding: "up" }, data)).toMatch(
    /^From 10 June 2026, units are entered by hand, rounded up to whole units, less 5 included units; billed at the start/,
  );
});

it("says nothing while a limit, the day or the rule is not whole", () => {
  expect(termsAsTyped({ ...fresh, minimumUnits: "ten" }, data)).toBeNull();
  expect(termsAsTyped({ ...fresh, startOn: "" }, data)).toBeNull();
  expect(termsAsTyped({ ...fresh, by: "flexible-assets" }, data)).toBeNull();
});
