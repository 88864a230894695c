import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { exceededBounds } from "./safety-bounds";

const day = (text: string) => Temporal.PlainDate.from(text);
const june = (year: number) => ({ periodStartOn: day(`${year}-06-01`), periodEndOn: day(`${year}-06-30`) });
const charges = (count: number, postedOn = "2026-06-10") =>
  Array.from({ length: count }, () => ({ ...june(2026), postedOn: day(postedOn) }));
const today = day("2026-06-30");

describe("the safety bounds", () => {
  it("let 15 charges of one period and day pass, also where the next day brings more", () => {
    const many = [...charges(15), ...charges(15, "2026-06-11")];
    expect(exceededBounds("Seats", { items: [], charges: many }, today)).toEqual([]);
  });

  it("name the period and day of a sixteenth", () => {
    expect(exceededBounds("Seats", { items: [], charges: charges(16) }, today)).toEqual([
      "“Seats”, 1 to 30 June 2026: more than 15 charges of this period were posted on 10 June 2026.",
    ]);
  });

  it("let an item of a period pass that ended 24 months ago, and name one that ended before", () => {
    expect(exceededBounds("Seats", { items: [june(2024), june(2026)], charges: [] }, today)).toEqual([]);
    expect(exceededBounds("Seats", { items: [june(2024)], charges: [] }, today.add({ days: 1 }))).toEqual([
      "“Seats”, 1 to 30 June 2024: an item is in review for a period that ended more than 24 months ago.",
    ]);
  });
});
