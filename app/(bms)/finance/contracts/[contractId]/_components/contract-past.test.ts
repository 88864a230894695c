import { expect, it } from "vitest";
import { pastFrom, pastHref } from "./contract-past";

it.each([
  [{}, { historyOf: null, isWholeHistory: false, areAllProrated: false }, "/finance/contracts/7#history"],
  [
    { history: "contract", whole: "1" },
    { historyOf: "contract", isWholeHistory: true, areAllProrated: false },
    "/finance/contracts/7?history=contract&whole=1#history",
  ],
  [
    { history: ["a", "b"], prorated: "all", whole: "yes" },
    { historyOf: null, isWholeHistory: false, areAllProrated: true },
    "/finance/contracts/7?prorated=all#history",
  ],
])("an address with %o asks for %o, and back", (search, past, href) => {
  expect(pastFrom(search)).toEqual(past);
  expect(pastHref("7", past, "history")).toBe(href);
});
