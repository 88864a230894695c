import { describe, expect, it } from "vitest";
import type { ImportPlan } from "@/lib/inputs/import/import-plan";
import { summaryOf } from "./plan-words";

const plan = (counts: Partial<ImportPlan["counts"]>, faults: ImportPlan["faults"] = []): ImportPlan => ({
  hash: "",
  delimiter: ",",
  counts: { accounts: 1, contracts: 1, lines: 1, uncounted: 0, alreadyThere: 0, faultyRows: 0, ...counts },
  rows: [],
  faults,
});

describe("the summary of a dry run", () => {
  it.each([
    [plan({ lines: 12 }), "ok", "Ready to import 12 service lines."],
    [plan({ alreadyThere: 1 }), "ok", "Ready to import 1 service line. 1 line already there, left out."],
    [plan({ lines: 0, alreadyThere: 3 }), "info", "Every line of this file is there already."],
    [plan({}, [{ row: 2, column: null, message: "x" }]), "bad", "Nothing can be imported before"],
  ])("says what comes of it", (dry, tone, text) => {
    expect(summaryOf(dry)).toMatchObject({ tone, text: expect.stringContaining(text) });
  });
});
