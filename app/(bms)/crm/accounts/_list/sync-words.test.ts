import { describe, expect, it } from "vitest";
import { syncInWords } from "./sync-words";

const NOTHING = {
  created: 0,
  linked: 0,
  updated: 0,
  orphaned: 0,
  returned: 0,
  undecided: 0,
  conflicts: 0,
  pushed: 0,
  errors: 0,
  left: 0,
  total: 27,
};

describe("what a sync brought", () => {
  it("says so when it brought nothing", () => {
    expect(syncInWords(NOTHING)).toEqual({
      title: "27 organizations read from IT Glue",
      message: "Nothing had changed since the last sync.",
    });
  });

  it("tells each part that is not nothing, in its number", () => {
    expect(syncInWords({ ...NOTHING, created: 25, linked: 1, orphaned: 1, total: 1 })).toEqual({
      title: "1 organization read from IT Glue",
      message:
        "25 accounts were created. 1 organization was linked to an account of the same name. 1 linked organization is gone from IT Glue or no longer selected; accounts and units stay as they are.",
    });
  });

  it("tells what went the other way, and what did not", () => {
    expect(syncInWords({ ...NOTHING, pushed: 2, conflicts: 1, errors: 1, left: 3 }).message).toBe(
      "2 organizations were made or changed in IT Glue after their accounts. 1 field was changed on both sides; the account's value was kept. 1 change of accounts could not be made in IT Glue; the sync log says why. 3 changes follow with the next sync.",
    );
  });
});
