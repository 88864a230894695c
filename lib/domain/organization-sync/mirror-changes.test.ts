import { describe, expect, it } from "vitest";
import { mirrorChanges, newestOf } from "./mirror-changes";
import { mirrored, organization } from "./plan.fixture";

const LATER = "2026-06-02T00:00:00.000Z";
const EARLIER = "2026-05-31T00:00:00.000Z";

describe("the newest of what was read and what is mirrored", () => {
  it("is put in the order of ids, however it was read", () => {
    const read = ["2", "10", "1", "3"].map((id) => organization(id, `Organization ${id}`));
    expect(newestOf(read, []).map(({ id }) => id)).toEqual(["1", "10", "2", "3"]);
  });

  it.each([
    ["what is read, where it is newer", { itGlueUpdatedAt: EARLIER }, "Read"],
    ["what is read, where both are as old", {}, "Read"],
    ["what is mirrored, where that is newer", { itGlueUpdatedAt: LATER }, "Mirrored"],
    ["what is read, where it was gone", { itGlueUpdatedAt: LATER, missingSince: LATER }, "Read"],
  ])("is %s", (_, values, name) => {
    const [newest] = newestOf([organization("1", "Read")], [mirrored("1", "Mirrored", values)]);
    expect(newest?.name).toBe(name);
  });

  it("has the time of the one it is", () => {
    const known = mirrored("1", "Mirrored", { itGlueUpdatedAt: LATER });
    expect(newestOf([organization("1", "Read")], [known])).toEqual([
      organization("1", "Mirrored", { updatedAt: LATER }),
    ]);
  });
});

describe("what a whole read changes in the mirror", () => {
  it("is what is new, changed or back again, and what is gone since", () => {
    const read = ["1", "2", "3", "4"].map((id) => organization(id, `Organization ${id}`));
    const changes = mirrorChanges(read, [
      mirrored("1", "Organization 1"),
      mirrored("2", "Old name"),
      mirrored("3", "Organization 3", { missingSince: EARLIER }),
      mirrored("5", "Gone now"),
      mirrored("6", "Gone before", { missingSince: EARLIER }),
    ]);
    expect(changes).toEqual({
      upserts: [
        mirrored("2", "Organization 2"),
        mirrored("3", "Organization 3"),
        mirrored("4", "Organization 4"),
      ],
      vanishedIds: ["5"],
    });
  });
});
