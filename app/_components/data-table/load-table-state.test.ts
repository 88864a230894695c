import { describe, expect, it } from "vitest";
import { loadTableState } from "./load-table-state";

describe("loadTableState", () => {
  it("reads what the table wrote into the address", async () => {
    const searchParams = Promise.resolve({
      q: "acme",
      sort: "-amount",
      page: "2",
      status: "held,unmapped",
      other: "x",
    });
    expect(await loadTableState(searchParams, { filterKeys: ["status", "account"] })).toEqual({
      query: "acme",
      sort: { columnId: "amount", direction: "desc" },
      pageIndex: 1,
      filters: { status: ["held", "unmapped"], account: [] },
    });
  });

  it("keeps tables of one page apart", async () => {
    const searchParams = Promise.resolve({ linesSort: "name", linesPage: "3", sort: "-amount", page: "9" });
    const state = await loadTableState(searchParams, { urlKey: "lines" });
    expect(state).toMatchObject({ sort: { columnId: "name", direction: "asc" }, pageIndex: 2 });
  });

  it("falls back to the default order, and to the first page for what is no page", async () => {
    const defaultSort = { columnId: "name", direction: "asc" } as const;
    expect(await loadTableState(Promise.resolve({ page: "none" }), { defaultSort })).toEqual({
      query: "",
      sort: defaultSort,
      pageIndex: 0,
      filters: {},
    });
  });

  it("never answers a page before the first", async () => {
    expect((await loadTableState(Promise.resolve({ page: "0" }))).pageIndex).toBe(0);
    expect((await loadTableState(Promise.resolve({ page: "-4" }))).pageIndex).toBe(0);
  });
});
