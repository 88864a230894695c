import { describe, expect, it } from "vitest";
import { SYNC_EVENTS } from "@/lib/queries/organization-sync-log";
import { EVENT_LOOKS, reasonInWords, syncedFieldInWords } from "./sync-log-words";

describe("the sync log in words", () => {
  it.each([
    ["suggestion-accepted", "A person accepted the suggestion."],
    ["psa-synced", expect.stringContaining("in step with a PSA")],
    ["some-new-code", "Some new code."],
    ["", "."],
  ])("tells the reason %j", (code, words) => expect(reasonInWords(code)).toEqual(words));

  it("has a word for every event, and every event in the filter", () => {
    expect(Object.keys(EVENT_LOOKS).sort()).toEqual([...SYNC_EVENTS].sort());
    expect(new Set(Object.values(EVENT_LOOKS).map(({ label }) => label)).size).toBe(SYNC_EVENTS.length);
  });

  it.each([
    ["typeName", "Type"],
    ["parent", "Parent"],
    ["phone", "Phone"],
  ])("calls the field %s %s", (field, words) => expect(syncedFieldInWords(field)).toBe(words));
});
