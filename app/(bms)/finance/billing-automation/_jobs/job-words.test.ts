import { describe, expect, it } from "vitest";
import { runNote, scopeInWords } from "./job-words";

describe("a billing job in words", () => {
  it.each([
    [{ accountIds: [], contractIds: [], kinds: [] }, "All accounts"],
    [{ accountIds: ["a"], contractIds: [], kinds: [] }, "1 account"],
    [
      { accountIds: [], contractIds: ["a", "b"], kinds: ["proration" as const] },
      "2 contracts, prorations only",
    ],
  ])("names its scope: %j", (scope, words) => expect(scopeInWords(scope)).toBe(words));

  it("says why a run did nothing, and nothing where its figures speak", () => {
    expect(runNote({ status: "missed", summary: null })).toContain("never run for later");
    expect(runNote({ status: "waiting", summary: null })).toContain("night's sync");
    expect(runNote({ status: "completed", summary: null })).toBeNull();
    const summary = {
      postedItems: 0,
      posted: {},
      invoices: 0,
      invoiced: {},
      queuedMails: 0,
      leftOpen: 0,
      passedOver: [],
      error: { code: "run-failed", message: "The disk is full." },
    };
    expect(runNote({ status: "failed", summary })).toBe(
      "It could not go on: The disk is full. What it had done until then stands.",
    );
  });
});
