import { describe, expect, it } from "vitest";
import { account, applyPlan, link, mirrored, organization, state, type World } from "./plan.fixture";
import { planSync } from "./plan-sync";
import type { ReadOrganization, SyncAccount, SyncState } from "./sync-state";

/** One linked pair that was compared before, all fields equal, and then what changed on each side. */
function pair(
  there: Partial<ReadOrganization>,
  here: Partial<SyncAccount>,
  values: Partial<SyncState> = {},
): World {
  const both = { typeName: "Customer", statusName: "Active" };
  const before = {
    organizations: [organization("1", "Acme", { shortName: "AC", typeId: "11", statusId: "21", ...both })],
    state: state({
      accounts: [account("a", "Acme", { accountCode: "AC", ...both })],
      links: [link("1", "a")],
    }),
  };
  const compared = applyPlan(before, planSync(before.organizations, before.state));
  return {
    organizations: compared.organizations.map((row) => ({ ...row, ...there })),
    state: {
      ...compared.state,
      ...values,
      accounts: compared.state.accounts.map((row) => ({ ...row, ...here })),
    },
  };
}
const plan = ({ organizations, state: before }: World) => planSync(organizations, before);
const sent = (world: World) =>
  plan(world).updates.flatMap(({ pushes }) => pushes.map(({ change }) => change));
const taken = (world: World) => plan(world).accountUpdates.map(({ to }) => to);
const said = (world: World) => plan(world).log.map(({ event, reason }) => [event, reason]);
const nothing = { upserts: [], accountUpdates: [], linkUpdates: [], updates: [], creations: [], log: [] };
const leaving = (world: World) => applyPlan(world, plan(world));
const kept = (values: Partial<SyncState>) => ({ isTwoWay: false, ...values });

describe("one side changed", () => {
  it.each([
    [{ name: "Acme Group" }, { name: "Acme Group" }],
    [{ shortName: null }, { accountCode: null }],
    [{ typeId: "12", typeName: "Prospect" }, { typeName: "Prospect" }],
    [{ statusId: "22", statusName: "Inactive" }, { statusName: "Inactive" }],
  ])("in IT Glue (%j): the account follows", (there, expected) => {
    const world = pair(there, {});
    expect(taken(world)).toEqual([expected]);
    expect(plan(world).updates).toEqual([]);
    expect(said(world)).toEqual([["pulled", "organization-changed"]]);
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it.each([
    [{ name: "Acme Ltd " }, [{ name: "Acme Ltd" }]],
    [{ accountCode: "ACM" }, [{ shortName: "ACM" }]],
    [{ typeName: " prospect" }, [{ typeId: "12" }]],
    [{ statusName: null }, [{ statusId: null }]],
  ])("here (%j): the organization follows, by the id of its kind", (here, expected) => {
    const world = pair({}, here);
    expect(sent(world)).toEqual(expected);
    expect(taken(world)).toEqual([]);
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it("sends nothing where the kind is the same but for case", () => {
    const world = pair({}, { typeName: "CUSTOMER" });
    expect(plan(world)).toMatchObject({ updates: [], accountUpdates: [] });
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it("here, one-way: nothing is sent, and it is sent once two-way is on", () => {
    const world = pair({}, { name: "Acme Ltd" }, kept({}));
    expect(plan(world)).toMatchObject({ updates: [], accountUpdates: [], log: [] });
    const later = leaving(world);
    expect(sent({ ...later, state: { ...later.state, isTwoWay: true } })).toEqual([{ name: "Acme Ltd" }]);
  });

  it("of a deactivated account: it follows, and sends nothing", () => {
    expect(sent(pair({}, { name: "Acme Ltd", isActive: false }))).toEqual([]);
    expect(taken(pair({ name: "Acme Group" }, { isActive: false }))).toEqual([{ name: "Acme Group" }]);
  });
});

describe("both sides changed", () => {
  it("different fields: both are kept", () => {
    const world = pair({ name: "Acme Group" }, { accountCode: "ACM" });
    expect(taken(world)).toEqual([{ name: "Acme Group" }]);
    expect(sent(world)).toEqual([{ shortName: "ACM" }]);
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it("the same field: the account's value wins, logged with both values", () => {
    const world = pair({ name: "Acme Group" }, { name: "Acme Ltd" });
    expect(taken(world)).toEqual([]);
    expect(sent(world)).toEqual([{ name: "Acme Ltd" }]);
    expect(plan(world).log).toMatchObject([
      { event: "conflict", fields: { name: { from: "Acme Group", to: "Acme Ltd" } } },
    ]);
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it("the same field, one-way: the account keeps its own, logged once", () => {
    const world = pair({ name: "Acme Group" }, { name: "Acme Ltd" }, kept({}));
    expect(said(world)).toEqual([["conflict", "changed-on-both-sides"]]);
    expect(plan(world)).toMatchObject({ accountUpdates: [], updates: [] });
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it("the same field to the same value: no conflict", () => {
    const world = pair({ name: "Acme Ltd" }, { name: "Acme Ltd" });
    expect(plan(world)).toMatchObject({ updates: [], accountUpdates: [], log: [] });
  });
});

describe("after a first link", () => {
  const differing = (): World => ({
    organizations: [organization("1", "Acme Inc", { shortName: "THERE" })],
    state: state({ accounts: [account("a", "Acme", { accountCode: "HERE" })], links: [link("1", "a")] }),
  });

  it("what differs stays as it is on both sides", () => {
    expect(plan(differing())).toMatchObject({ accountUpdates: [], updates: [], log: [] });
    expect(plan(leaving(differing()))).toMatchObject(nothing);
  });

  it("until one side is changed, which the other follows", () => {
    const there = leaving(differing());
    there.organizations = [{ ...there.organizations[0]!, name: "Acme Group" }];
    expect(taken(there)).toEqual([{ name: "Acme Group" }]);
    const here = leaving(differing());
    here.state = { ...here.state, accounts: [{ ...here.state.accounts[0]!, accountCode: "NEW" }] };
    expect(sent(here)).toEqual([{ shortName: "NEW" }]);
  });
});

describe("orphans", () => {
  const selection = { typeIds: ["11"], statusIds: null };

  it("are told once; nothing of account, link or snapshot is lost", () => {
    const world: World = { ...pair({}, {}), organizations: [] };
    expect(said(world)).toEqual([["orphaned", "organization-deleted"]]);
    const gone = leaving(world);
    expect(gone.state.accounts).toEqual(world.state.accounts);
    expect(gone.state.links).toEqual([
      { ...world.state.links[0]!, state: "orphaned", problem: "organization-deleted" },
    ]);
    expect(plan(gone)).toMatchObject(nothing);
  });

  it("come back, and what was changed meanwhile comes over", () => {
    const world = pair({}, {});
    const gone = leaving({ ...world, organizations: [] });
    gone.state = { ...gone.state, accounts: [{ ...gone.state.accounts[0]!, name: "Acme Ltd" }] };
    const back = { ...gone, organizations: [{ ...world.organizations[0]!, shortName: "ACM" }] };
    expect(said(back)).toEqual([
      ["pulled", "organization-changed"],
      ["returned", "organization-back"],
    ]);
    expect(sent(back)).toEqual([{ name: "Acme Ltd" }]);
    expect(leaving(back).state.links[0]).toMatchObject({ state: "synced", problem: null });
  });

  it.each([
    ["organization-deselected", { typeId: "12", typeName: "Prospect" }, {}],
    ["account-deselected", {}, { typeName: "Prospect" }],
  ])("by %s: neither side takes over anything", (reason, there, here) => {
    const world = pair({ ...there, shortName: "X" }, { ...here, name: "Acme Ltd" }, { selection });
    expect(said(world)).toEqual([["orphaned", reason]]);
    expect(plan(world)).toMatchObject({ accountUpdates: [], updates: [] });
    const orphaned = leaving(world);
    expect(plan(orphaned)).toMatchObject(nothing);
    const all = { ...orphaned, state: { ...orphaned.state, selection: { typeIds: null, statusIds: null } } };
    expect(plan(all).log[1]).toMatchObject({ event: "returned", reason: "selected-again" });
    expect(plan(all).updates[0]?.pushes[0]?.change).toEqual({ name: "Acme Ltd" });
  });

  it("are none where type and selection changed together: the account follows its organization", () => {
    const to = { selection: { typeIds: ["12"], statusIds: null } };
    expect(taken(pair({ typeId: "12", typeName: "Prospect" }, {}, to))).toEqual([{ typeName: "Prospect" }]);
  });
});

describe("the MSP's own organization", () => {
  it("takes no part, even where it was linked before", () => {
    const world = pair({ isPrimary: true, name: "Acme MSP" }, { accountCode: "ACM" });
    expect(said(world)).toEqual([["orphaned", "organization-deselected"]]);
    expect(plan(world)).toMatchObject({ accountUpdates: [], updates: [] });
  });
});

describe("several organizations of one account", () => {
  it("only the leading one's fields are kept the same", () => {
    const world: World = {
      organizations: [organization("1", "Acme East"), organization("2", "Acme West")],
      state: state({
        accounts: [account("a", "Acme")],
        links: [
          link("1", "a", { linkedAt: "2026-05-02T00:00:00.000Z" }),
          link("2", "a", { linkedAt: "2026-05-01T00:00:00.000Z" }),
        ],
        mirrored: [mirrored("1", "Acme East"), mirrored("2", "Acme West")],
      }),
    };
    const first = leaving(world);
    expect(first.state.links).toMatchObject([
      { organizationId: "1", isLeading: false, snapshot: null },
      { organizationId: "2", isLeading: true, snapshot: { organization: { name: "Acme West" } } },
    ]);
    first.organizations = first.organizations.map((row) => ({ ...row, name: `${row.name} renamed` }));
    expect(taken(first)).toEqual([{ name: "Acme West renamed" }]);
    const renamed = leaving(first);
    renamed.state = {
      ...renamed.state,
      accounts: renamed.state.accounts.map((row) => ({ ...row, accountCode: "ACME" })),
    };
    expect(plan(renamed).updates).toMatchObject([
      { organizationId: "2", pushes: [{ field: "accountCode" }] },
    ]);
  });

  it("are led by the one a person chose, whenever it was linked", () => {
    const world: World = {
      organizations: [organization("1", "Acme East"), organization("2", "Acme West")],
      state: state({
        accounts: [account("a", "Acme")],
        links: [
          link("1", "a", { linkedAt: "2026-05-01T00:00:00.000Z", isLeading: false }),
          link("2", "a", { linkedAt: "2026-05-02T00:00:00.000Z" }),
        ],
      }),
    };
    expect(
      leaving(world).state.links.map(({ isLeading, snapshot }) => [isLeading, snapshot !== null]),
    ).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});

describe("an answer that is older than what we wrote", () => {
  it("changes nothing", () => {
    const world = pair({}, {});
    const [row] = world.organizations;
    const old = { ...row!, name: "Before our write", updatedAt: "2026-05-31T23:59:59.999Z" };
    expect(plan({ ...world, organizations: [old] })).toMatchObject(nothing);
  });
});
