import { describe, expect, it } from "vitest";
import { caughtUpOverride } from "./caught-up-override";

const OVERRIDES = [
  { id: "later", fromOn: "2026-07-01", throughOn: "2026-07-31" },
  { id: "now", fromOn: "2026-06-10", throughOn: "2026-06-20" },
];
const set = (units: string) => ({ units, throughOn: "2026-06-20", reason: "Lent out" });
const COUNTED = { billBy: "flexible-assets", units: "12", override: set("12") } as const;

describe("an override that the count has caught up with", () => {
  it("is the one in force, on its first day and its last", () => {
    expect(caughtUpOverride(OVERRIDES, COUNTED, "2026-06-10")).toBe("now");
    expect(caughtUpOverride(OVERRIDES, COUNTED, "2026-06-20")).toBe("now");
  });

  it.each([
    ["the count is another", { ...COUNTED, units: "11" }, "2026-06-15"],
    ["nothing was counted", { ...COUNTED, units: null }, "2026-06-15"],
    ["units are typed by hand", { ...COUNTED, billBy: "none" as const }, "2026-06-15"],
    ["none is in force", { ...COUNTED, override: null }, "2026-06-21"],
  ])("is none where %s", (_, figures, on) => {
    expect(caughtUpOverride(OVERRIDES, figures, on)).toBeNull();
  });
});
