import { describe, expect, it } from "vitest";
import type { FormLine, LineForm } from "@/lib/queries/line-form";
import {
  fieldOfPath,
  isRuleNew,
  type LineFormValues,
  lineFacts,
  lineFormErrors,
  lineFormValues,
  ruleOf,
} from "./line-form-values";

const SERVICE = "0a11d0de-0000-4000-8000-000000000009";

const form = (line: FormLine | null): LineForm => ({
  contract: {
    id: SERVICE,
    contractNumber: 1,
    name: "Managed services",
    accountId: SERVICE,
    accountName: "RK Fabrics",
    status: "active",
    startOn: "2026-06-01",
    endOn: null,
    billingCycle: "monthly",
    alignment: "contract-start",
    issueInvoiceOn: "start",
    currency: "USD",
  },
  line,
  services: [],
  assetTypes: [],
  typesReadAt: null,
  setUp: { isSetUp: true, isEnabled: true, isTwoWaySyncEnabled: true, organizations: ["RK Fabrics"] },
  defaultStartOn: "2026-06-01",
  nextPeriodOn: "2026-07-01",
});

const rule = {
  assetTypeId: "7",
  billBy: { by: "field" as const, fieldId: "71" },
  conditions: [{ fieldId: "72", values: ["E3", "Acme, Inc."] }],
  includeArchived: false,
};

const line: FormLine = {
  id: SERVICE,
  version: 3,
  serviceId: SERVICE,
  name: "Seats",
  description: "",
  startOn: "2026-06-01",
  endOn: null,
  billBy: "flexible-assets",
  countRule: rule,
  ruleInWords: "Sum of Seats",
  rounding: "none",
  minimumUnits: "5",
  includedUnits: null,
  maximumUnits: null,
  prorateIncreases: "daily",
  prorateDecreases: "none",
  units: [
    { effectiveOn: "2026-06-01", recordedAt: "2026-06-01T13:00:00.000Z", units: "10" },
    { effectiveOn: "2026-06-20", recordedAt: "2026-06-10T13:00:00.000Z", units: "12" },
  ],
  prices: [
    { effectiveOn: "2026-06-01", recordedAt: "2026-06-01T13:00:00.000Z", unitPrice: "10.00", unitCost: null },
    {
      effectiveOn: "2026-07-01",
      recordedAt: "2026-06-02T13:00:00.000Z",
      unitPrice: "12.00",
      unitCost: "9.00",
    },
  ],
  isPosted: false,
};

const edited = (values: Partial<LineFormValues> = {}): LineFormValues => ({
  ...lineFormValues(form(line), "2026-06-10"),
  ...values,
});

describe("the form of a service line", () => {
  it("opens a new line with None, whatever else", () => {
    expect(lineFormValues(form(null), "2026-06-10")).toMatchObject({
      by: "none",
      startOn: "2026-06-01",
      effectiveOn: "2026-06-10",
    });
  });

  it("opens a stored line with today's units and the price agreed furthest ahead", () => {
    expect(edited()).toMatchObject({ units: "10", unitPrice: "12.00", unitCost: "9.00", minimumUnits: "5" });
  });

  it("sends a stored line back as it was", () => {
    expect(ruleOf(edited().rule)).toEqual(rule);
    expect(isRuleNew(edited(), line)).toBe(false);
    expect(lineFormErrors(edited())).toEqual({});
  });

  it.each([
    { by: "table" as const, fieldId: "73", column: "Active", match: { column: "License", values: ["E3"] } },
    { by: "table" as const, fieldId: "73", column: "Active", match: null },
    { by: "tags" as const, fieldId: "74" },
    { by: "assets" as const },
  ])("sends a stored rule back as it was, whatever it counts", (billBy) => {
    const stored = { ...rule, billBy };
    expect(ruleOf(lineFormValues(form({ ...line, countRule: stored }), "2026-06-10").rule)).toEqual(stored);
  });

  it("names what a table still lacks, at its own fields", () => {
    const draft = {
      ...edited().rule,
      billBy: "table:73",
      table: { column: "", matchColumn: "", matchValues: ["E3"] },
    };
    expect(lineFormErrors(edited({ rule: draft }))).toEqual({
      "rule.table.column": "Choose a column",
      "rule.table.matchColumn": "Choose a column",
    });
    expect(
      lineFormErrors(
        edited({ rule: { ...draft, table: { column: "Active", matchColumn: "License", matchValues: [] } } }),
      ),
    ).toEqual({ "rule.table.matchValues": "Enter at least one filter value, or remove this filter" });
  });

  it.each([
    { ...rule, includeArchived: true },
    { ...rule, billBy: { by: "assets" as const } },
    { ...rule, conditions: [] },
  ])("knows a changed rule", (changed) => {
    expect(
      isRuleNew(
        edited({ rule: lineFormValues(form({ ...line, countRule: changed }), "2026-06-10").rule }),
        line,
      ),
    ).toBe(true);
  });

  it("sends no units beside a rule, and no rule beside units", () => {
    expect(lineFacts(edited({ units: "999" }), "r").billBy).toEqual({
      by: "flexible-assets",
      rule,
      readingId: "r",
    });
    expect(lineFacts(edited({ by: "none", units: "9" }), "r").billBy).toEqual({ by: "none", units: "9" });
  });

  it("leaves out a filter without field and values, and keeps faults at their own rows", () => {
    const draft = {
      ...edited().rule,
      conditions: [
        { fieldId: "", values: [] },
        { fieldId: "72", values: [] },
        { fieldId: "", values: ["E3"] },
      ],
    };
    expect(ruleOf(draft).conditions).toHaveLength(2);
    expect(lineFormErrors(edited({ rule: draft }))).toEqual({
      "rule.conditions.1.values": "Enter at least one filter value, or remove this filter",
      "rule.conditions.2.fieldId": "Choose a field to filter by",
    });
  });

  it("names what is missing in the form's own words", () => {
    const errors = lineFormErrors({ ...lineFormValues(form(null), "2026-06-10"), by: "flexible-assets" });
    expect(errors).toEqual({
      serviceId: "Choose a service",
      name: "Enter the name that the invoice shows",
      unitPrice: "Enter a price, such as 10.00; 0 is allowed",
      "rule.assetTypeId": "Choose an asset type",
      "rule.billBy": "Choose what is counted",
    });
  });

  it.each([
    ["billBy.units", "units"],
    ["billBy.readingId", "readingId"],
    ["billBy.rule.billBy.fieldId", "rule.billBy"],
    ["billBy.rule.billBy.match.values.0", "rule.table.matchValues"],
    ["billBy.rule.conditions.0.values.1", "rule.conditions.0.values"],
    ["unitPrice", "unitPrice"],
  ])("shows a fault of %s at %s", (path, field) => {
    expect(fieldOfPath(path, edited().rule)).toBe(field);
  });
});
