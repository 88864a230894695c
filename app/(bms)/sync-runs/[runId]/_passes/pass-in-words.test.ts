import { describe, expect, it } from "vitest";
import { passReason, passSeconds, passStatus } from "./pass-in-words";

describe("a pass in words", () => {
  it.each([
    ["running", "full", "first", "Reading"],
    ["finished", "quick", "large", "Finished"],
    ["abandoned", "quick", "count-differs", "Did not stand"],
    ["abandoned", "quick", "it-glue-timeout", "Broke off"],
    ["abandoned", "quick", "broken-off", "Broke off"],
    ["abandoned", "full", "it-glue-unavailable", "Broke off"],
  ] as const)("%s %s pass (%s): %s", (status, kind, reason, label) => {
    expect(passStatus({ status, kind, reason }).label).toBe(label);
  });

  it.each([
    [0, "0.0 s"],
    [449, "0.4 s"],
    [99_940, "99.9 s"],
    [185_400, "185 s"],
  ])("%i ms are %s", (milliseconds, words) => {
    expect(passSeconds({ milliseconds })).toBe(words);
  });

  it("has words for a reason, and shows a new code as it is", () => {
    expect(passReason({ reason: "weekly" })).toBe("Seven nights since the last full pass");
    expect(passReason({ reason: "solar-flare" })).toBe("solar-flare");
  });
});
