import { describe, expect, it } from "vitest";
import { reviewFilter } from "./review-filter";

const NOTHING_CHOSEN = { query: "", sort: null, pageIndex: 0, filters: {} };

describe("the address of Billing Review", () => {
  it("without anything asks for all items, the longest due first", () => {
    expect(reviewFilter(NOTHING_CHOSEN, "2026-06-10")).toEqual({
      search: "",
      accountIds: [],
      contractIds: [],
      kinds: [],
      due: "all",
      sort: { column: "invoiceOn", direction: "asc" },
      pageIndex: 0,
      pageSize: 50,
      businessOn: "2026-06-10",
    });
  });

  it("with an id that cannot exist finds nothing, instead of everything", () => {
    const filter = reviewFilter({ ...NOTHING_CHOSEN, filters: { contract: ["1 OR 1=1"] } }, "2026-06-10");
    expect(filter.contractIds).toEqual(["00000000-0000-0000-0000-000000000000"]);
  });

  it("with unknown columns, kinds and pages falls back to what is shown without them", () => {
    const filter = reviewFilter(
      {
        query: " acme ",
        sort: { columnId: "tenantId", direction: "desc" },
        pageIndex: -3,
        filters: { kind: ["manual"], due: ["later"] },
      },
      "2026-06-10",
    );
    expect(filter).toMatchObject({
      search: "acme",
      kinds: [],
      due: "all",
      pageIndex: 0,
      sort: { column: "invoiceOn", direction: "asc" },
    });
  });

  it("carries what was chosen", () => {
    const id = "0a11d0de-0000-4000-8000-000000000001";
    const filter = reviewFilter(
      {
        query: "",
        sort: { columnId: "amount", direction: "desc" },
        pageIndex: 2,
        filters: { account: [id], kind: ["proration"], due: ["not-due"] },
      },
      "2026-06-10",
    );
    expect(filter).toMatchObject({
      accountIds: [id],
      kinds: ["proration"],
      due: "not-due",
      pageIndex: 2,
      sort: { column: "amount", direction: "desc" },
    });
  });
});
