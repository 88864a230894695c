import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { ExplainedChange as Explained } from "@/lib/queries/explained-changes";
import { ExplainedChange } from "./explained-change";

const CHANGE: Explained = {
  readingId: "r2",
  previousReadingId: "r1",
  sentence: "+1: Seats of E3 6 → 7",
  delta: "+1",
  ruleChanges: [],
  ruleChangedBy: null,
  override: null,
  organizationsAdded: [],
  organizationsRemoved: [],
  moves: [],
};
const shown = (change: Partial<Explained>) =>
  renderToStaticMarkup(<ExplainedChange change={{ ...CHANGE, ...change }} timeZone="America/New_York" />);
const textOf = (change: Partial<Explained>) =>
  shown(change)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

it("is one sentence where there is no more to say, and opens where there is", () => {
  expect(shown({ sentence: "No change" })).not.toContain("<details");
  expect(shown({ moves: [{ id: "1", label: "E3", from: "6", to: "7", why: "edited" }] })).toContain(
    "<details",
  );
});

it("says each move with both values, who changed the rule, and what is billed instead", () => {
  const text = textOf({
    ruleChanges: ["filters changed from none to License is E3"],
    ruleChangedBy: { name: "Nora Finance", at: "2026-06-02T15:00:00.000Z" },
    override: {
      units: "15",
      fromOn: "2026-06-03",
      throughOn: "2026-06-05",
      reason: "Migration",
      name: "Nora",
    },
    organizationsAdded: ["Harbor Downtown"],
    organizationsRemoved: ["Harbor"],
    moves: [
      { id: "1", label: "E3", from: "6", to: "7", why: "edited" },
      { id: "2", label: "F1", from: null, to: "4", why: "added" },
      { id: "3", label: "Visio", from: "3", to: null, why: "no longer counts: archived" },
    ],
  });
  for (const words of [
    "Rule changed by Nora Finance",
    "filters changed from none to License is E3",
    "Billed are 15 units instead, set by Nora",
    "Harbor Downtown counts now",
    "Harbor no longer counts",
    "E3: 6 → 7",
    "F1: added, 4",
    "Visio: no longer counts: archived, was 3",
    "Receipt before",
  ])
    expect(text).toContain(words);
});

it("leads to both receipts", () => {
  const html = shown({ moves: [{ id: "1", label: "E3", from: "6", to: "7", why: "edited" }] });
  expect(html).toContain('href="/receipts/r1"');
  expect(html).toContain('href="/receipts/r2"');
});
