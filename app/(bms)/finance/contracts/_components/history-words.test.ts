import { describe, expect, it } from "vitest";
import type { HistoryEvent } from "@/lib/queries/subject-history";
import { shownChanges } from "./history-words";

const event = (subjectKind: string, changes: HistoryEvent["changes"]): HistoryEvent => ({
  id: "1",
  at: "2026-06-01T13:00:00.000Z",
  actorName: "Maria Ito",
  action: `${subjectKind}.edited`,
  subjectKind,
  subjectId: "2",
  changes,
  reason: null,
});

describe("the history in words", () => {
  it("names fields and values as the forms do, in their order, and leaves out what is for programs", () => {
    expect(
      shownChanges(
        event("contract-line", [
          { field: "version", from: "1", to: "2" },
          { field: "prorateDecreases", from: "daily", to: "none" },
          { field: "units", from: "10", to: "11" },
          { field: "effectiveOn", from: null, to: "2026-06-10" },
          { field: "name", from: "Seat", to: null },
        ]),
      ),
    ).toEqual([
      { field: "name", label: "Name", from: "Seat", to: "blank" },
      { field: "units", label: "Units", from: "10", to: "11" },
      { field: "prorateDecreases", label: "Prorate decreases", from: "By the day", to: "Not prorated" },
      { field: "effectiveOn", label: "Effective from", from: null, to: "10 Jun 2026" },
    ]);
  });

  it("tells a contract's fields apart from a line's", () => {
    const [change] = shownChanges(event("contract", [{ field: "endOn", from: null, to: "2027-05-31" }]));
    expect(change).toEqual({ field: "endOn", label: "End date", from: null, to: "31 May 2027" });
  });
});
