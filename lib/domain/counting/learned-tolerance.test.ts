import { expect, it } from "vitest";
import { DEFAULT_TOLERANCE, gate } from "./gate";
import { learnedTolerance } from "./learned-tolerance";
import { asset, evidenceOf } from "./licensing.sample";

it("names the largest step of the line's own changes, as a whole unit", () => {
  expect(learnedTolerance(["10", "11", "11", "13.5", "13", "12", "14"])).toEqual({
    changes: 5,
    largestStep: "2.5",
    units: "3",
  });
});

it("learns nothing from fewer than five changes", () => {
  expect(learnedTolerance([])).toBeNull();
  expect(learnedTolerance(["10", "11", "12", "13", "14"])).toBeNull();
  expect(learnedTolerance(["10", "11", "11", "11", "12", "13", "14"])).toBeNull();
});

it("as a limit would have held none of these changes, and only what is larger", () => {
  const history = [10, 14, 12, 13, 11, 15, 12];
  const { units } = learnedTolerance(history.map(String))!;
  const verdict = (from: number, to: number) =>
    gate({
      previous: evidenceOf([asset("a", { seats: from }, { name: "E3" })]),
      current: evidenceOf([asset("a", { seats: to }, { name: "E3" })]),
      terms: { rounding: "none", minimum: null, included: null, maximum: null },
      tolerance: { ...DEFAULT_TOLERANCE, percent: null, units },
      unitPrice: null,
      isFirstNightCount: false,
      isIdentityChanged: false,
    }).verdict;
  for (const [index, to] of history.slice(1).entries()) expect(verdict(history[index]!, to)).toBe("apply");
  expect(verdict(10, 15)).toBe("held");
});
