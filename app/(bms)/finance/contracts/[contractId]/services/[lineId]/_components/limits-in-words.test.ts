import { expect, it } from "vitest";
import { limitsInWords } from "./limits-in-words";

it.each([
  [{ percent: "50", units: "10", money: null }, "Held beyond 50 % and 10 units"],
  [{ percent: null, units: "3", money: "500" }, "Held beyond 3 units, or beyond 500 a period"],
  [{ percent: null, units: null, money: "9.99" }, "Held beyond 9.99 a period"],
  [{ percent: null, units: null, money: null }, "No limit is set"],
])("%j is %s", (tolerance, words) => {
  expect(limitsInWords(tolerance)).toBe(words);
});
