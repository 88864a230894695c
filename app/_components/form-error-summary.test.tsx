import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { FormErrorSummary } from "./form-error-summary";

const FAULTS = [
  { fieldId: "service", message: "Choose a service" },
  { fieldId: "units", message: "Enter the units" },
  { fieldId: null, message: "Nothing was saved" },
];

const summary = (overdue: readonly string[]) =>
  renderToStaticMarkup(
    <FormErrorSummary faults={FAULTS} isOverdue={(fieldId) => overdue.includes(fieldId)} />,
  );

describe("the summary above a form", () => {
  it("leaves out what was put right since, and counts what still stands", () => {
    expect(summary([])).toContain("3 things need your attention");
    const later = summary(["service"]);
    expect(later).toContain("2 things need your attention");
    expect(later).not.toContain("Choose a service");
    expect(later).toContain('href="#units"');
  });

  it("keeps what belongs to no field, and is gone with the last fault", () => {
    expect(summary(["service", "units"])).toContain("One thing needs your attention");
    expect(
      renderToStaticMarkup(<FormErrorSummary faults={FAULTS.slice(0, 2)} isOverdue={() => true} />),
    ).toBe("");
  });
});
