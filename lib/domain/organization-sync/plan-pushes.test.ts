import { describe, expect, it } from "vitest";
import { account, applyPlan, link, organization, state, type World } from "./plan.fixture";
import { stateOf } from "./plan-pushes";
import { planSync } from "./plan-sync";
import type { SyncAccount, SyncState } from "./sync-state";
import type { Waiting } from "./synced-fields";

const plan = ({ organizations, state: before }: World) => planSync(organizations, before);
const leaving = (world: World) => applyPlan(world, plan(world));
const compared = (organizations: World["organizations"], before: Partial<SyncState>) =>
  leaving({ organizations, state: state(before) });
const change = (world: World, id: string, values: Partial<SyncAccount>): World => ({
  ...world,
  state: {
    ...world.state,
    accounts: world.state.accounts.map((row) => (row.id === id ? { ...row, ...values } : row)),
  },
});
const nothing = { upserts: [], accountUpdates: [], linkUpdates: [], updates: [], creations: [], log: [] };

it("what is sent is of the version that the account has once what IT Glue changed is taken over", () => {
  const links = { accounts: [account("a", "Acme")], links: [link("1", "a")] };
  const world = change(compared([organization("1", "Acme")], links), "a", { accountCode: "AX", version: 4 });
  const both = plan({ ...world, organizations: [organization("1", "Acme Group")] });
  expect(both.accountUpdates).toEqual([
    { accountId: "a", version: 4, from: { name: "Acme" }, to: { name: "Acme Group" } },
  ]);
  expect(both.updates.map(({ version }) => version)).toEqual([5]);
});

describe("a kind that IT Glue does not know", () => {
  const world = () =>
    change(
      compared([organization("1", "Acme")], { accounts: [account("a", "Acme")], links: [link("1", "a")] }),
      "a",
      {
        typeName: "Reseller",
        name: "Acme Ltd",
      },
    );

  it("is an error of that field, told once; the others go on", () => {
    expect(plan(world()).updates[0]?.pushes.map(({ change }) => change)).toEqual([{ name: "Acme Ltd" }]);
    expect(plan(world()).log).toMatchObject([
      { event: "error", reason: "unknown-type", fields: { typeName: { from: null, to: "Reseller" } } },
    ]);
    expect(leaving(world()).state.links[0]).toMatchObject({ state: "error", problem: "unknown-type" });
    expect(plan(leaving(world()))).toMatchObject(nothing);
  });

  it("is an error of a status too, while a type that was cleared is cleared there", () => {
    const kinds = { typeName: "Customer", statusName: "Active" };
    const [type, status] = [{ typeId: "11" }, { statusId: "21" }];
    const pair = compared([organization("1", "Acme", { ...kinds, ...type, ...status })], {
      accounts: [account("a", "Acme", kinds)],
      links: [link("1", "a")],
    });
    const planned = plan(change(pair, "a", { typeName: null, statusName: "Dormant" }));
    expect(planned.updates[0]?.pushes.map((push) => push.change)).toEqual([{ typeId: null }]);
    expect(planned.log).toMatchObject([
      { event: "error", reason: "unknown-status", fields: { statusName: { from: "Active", to: "Dormant" } } },
    ]);
    const cleared = plan(change(pair, "a", { statusName: null })).updates[0]?.pushes;
    expect(cleared?.map((push) => push.change)).toEqual([{ statusId: null }]);
  });

  it("is sent where IT Glue knows it, and a text that happens to be an id is told as the text", () => {
    const pair = compared([organization("1", "Acme", { shortName: "1" })], {
      accounts: [account("a", "Acme", { accountCode: "1" })],
      links: [link("1", "a")],
    });
    expect(
      plan(change(pair, "a", { accountCode: "a", statusName: "inactive" })).updates[0]?.pushes,
    ).toMatchObject([
      { field: "accountCode", change: { shortName: "a" }, from: "1", to: "a" },
      { field: "statusName", change: { statusId: "22" }, from: null, to: "inactive" },
    ]);
  });

  it("leaves the word to a PSA that owns the organization", () => {
    const waits = (reason: Waiting["reason"]): Waiting => ({ reason, value: "x", refusedAt: null });
    const both = { typeName: waits("unknown-type"), name: waits("psa-synced") };
    expect(stateOf(both)).toEqual({ state: "read-only", problem: "psa-synced" });
    expect(stateOf({ typeName: both.typeName })).toEqual({ state: "error", problem: "unknown-type" });
    expect(stateOf({})).toEqual({ state: "synced", problem: null });
  });

  it("is sent once IT Glue knows it", () => {
    const later = leaving(world());
    later.state = { ...later.state, kinds: { types: [{ id: "13", name: "Reseller" }], statuses: [] } };
    expect(plan(later).updates[0]?.pushes[0]?.change).toEqual({ typeId: "13" });
  });
});

describe("a refusal", () => {
  const refused = (reason: Waiting["reason"], others: World["organizations"] = []): World => {
    const world = change(
      compared([organization("1", "Acme"), ...others], {
        accounts: [account("a", "Acme")],
        links: [link("1", "a")],
      }),
      "a",
      { name: "Bolt" },
    );
    const [at] = world.state.links;
    const waiting = { name: { reason, value: "Bolt", refusedAt: organization("1", "").updatedAt } };
    const snapshot = { ...at!.snapshot!, waiting };
    const known = reason === "psa-synced" ? "read-only" : "error";
    const links = [
      { ...at!, snapshot, state: known, problem: reason } as const,
      ...world.state.links.slice(1),
    ];
    return { ...world, state: { ...world.state, links } };
  };

  it("stands while account and organization stay as they are", () => {
    expect(plan(refused("psa-synced"))).toMatchObject(nothing);
    expect(plan(refused("refused"))).toMatchObject(nothing);
  });

  it("is tried anew when the account changes, and when the organization does", () => {
    expect(plan(change(refused("psa-synced"), "a", { name: "Bolt 2" })).updates).toHaveLength(1);
    const world = refused("psa-synced");
    const [row] = world.organizations;
    const touched = { ...world, organizations: [{ ...row!, updatedAt: "2026-06-02T00:00:00.000Z" }] };
    expect(plan(touched).updates).toHaveLength(1);
  });

  it("of a taken name stands while another organization has it, and no longer", () => {
    const bolt = organization("2", "Bolt", { isPrimary: true });
    expect(plan(refused("name-taken", [bolt]))).toMatchObject(nothing);
    expect(plan(refused("name-taken")).updates).toHaveLength(1);
  });

  it("is forgotten when the account takes the value back", () => {
    const back = change(refused("psa-synced"), "a", { name: "Acme" });
    expect(plan(back)).toMatchObject({ updates: [], log: [] });
    expect(leaving(back).state.links[0]).toMatchObject({ state: "synced", problem: null });
  });
});

describe("parents", () => {
  const family = () =>
    compared([organization("1", "Parent"), organization("2", "Child"), organization("3", "Other")], {
      accounts: [account("a", "Parent"), account("b", "Child"), account("c", "Alone", { source: "it-glue" })],
      links: [link("1", "a"), link("2", "b")],
    });

  it("come over by the account of the organization, and the other way round", () => {
    const there = family();
    there.organizations = there.organizations.map((row) =>
      row.id === "2" ? { ...row, parentId: "1" } : row,
    );
    expect(plan(there).accountUpdates).toMatchObject([{ accountId: "b", to: { parentAccountId: "a" } }]);
    expect(plan(there).log).toMatchObject([{ fields: { parent: { from: null, to: "Parent" } } }]);
    const here = change(family(), "b", { parentAccountId: "a" });
    expect(plan(here).updates[0]?.pushes).toMatchObject([{ change: { parentId: "1" }, to: "Parent" }]);
    expect(plan(leaving(here))).toMatchObject(nothing);
  });

  it("without an organization wait, told once", () => {
    const world = change(family(), "b", { parentAccountId: "c" });
    expect(plan(world)).toMatchObject({
      updates: [],
      log: [{ event: "error", reason: "parent-not-linked", fields: { parent: { from: null, to: "Alone" } } }],
    });
    expect(plan(leaving(world))).toMatchObject(nothing);
  });

  it("without an account wait without a word, and come over once there is one", () => {
    const world = family();
    world.state = { ...world.state, decidedOrganizationIds: new Set(["3"]) };
    world.organizations = world.organizations.map((row) =>
      row.id === "2" ? { ...row, parentId: "3" } : row,
    );
    world.state = {
      ...world.state,
      links: world.state.links.filter(({ organizationId }) => organizationId !== "3"),
    };
    expect(plan(world)).toMatchObject({ accountUpdates: [], log: [] });
    const linked = { ...world, state: { ...world.state, links: [...world.state.links, link("3", "c")] } };
    expect(plan(linked).accountUpdates).toMatchObject([{ accountId: "b", to: { parentAccountId: "c" } }]);
  });

  it("that change places come over in one run, whichever is looked at first", () => {
    const world = family();
    const under = (id: string, parentId: string | null) => (row: World["organizations"][number]) =>
      row.id === id ? { ...row, parentId } : row;
    const before = leaving({ ...world, organizations: world.organizations.map(under("2", "1")) });
    const swapped = before.organizations.map(under("2", null)).map(under("1", "2"));
    const plans = plan({ ...before, organizations: swapped });
    expect(plans.accountUpdates.map(({ accountId, to }) => [accountId, to.parentAccountId]).sort()).toEqual([
      ["a", "b"],
      ["b", null],
    ]);
  });

  it("whose organization is made in the same run are sent after it, without a word of error", () => {
    const world = change(family(), "b", { parentAccountId: "d" });
    world.state = { ...world.state, accounts: [...world.state.accounts, account("d", "New parent")] };
    expect(plan(world)).toMatchObject({
      creations: [{ accountId: "d" }],
      updates: [{ organizationId: "2", pushes: [{ field: "parent", parentMadeBy: "d", change: {} }] }],
      log: [],
    });
  });

  it("change from one to another, and to none, told by their names", () => {
    const parents = [organization("1", "Parent"), organization("3", "Other")];
    const world = compared([...parents, organization("2", "Child", { parentId: "1" })], {
      accounts: [
        account("a", "Parent"),
        account("b", "Child", { parentAccountId: "a" }),
        account("c", "Other"),
      ],
      links: [link("1", "a"), link("2", "b"), link("3", "c")],
    });
    const pushes = (parentAccountId: string | null) =>
      plan(change(world, "b", { parentAccountId })).updates[0]?.pushes;
    expect(pushes("c")).toMatchObject([{ change: { parentId: "3" }, from: "Parent", to: "Other" }]);
    expect(pushes(null)).toMatchObject([{ change: { parentId: null }, from: "Parent", to: null }]);
    const gone = { ...world, organizations: world.organizations.filter(({ id }) => id !== "3") };
    expect(plan(change(gone, "b", { parentAccountId: "c" })).updates).toEqual([]);
  });

  it("that are there already are made no second time, with a new account below them", () => {
    const { organizations, state: before } = family();
    const below = organization("4", "New", { parentId: "1" });
    expect(planSync([...organizations, below], before).newAccounts).toMatchObject([
      { id: "account-of-4", fields: { name: "New", parentAccountId: "a" } },
    ]);
  });

  it("never become a circle", () => {
    const world = change(family(), "a", { parentAccountId: "b" });
    world.state = { ...world.state, isTwoWay: false };
    world.organizations = world.organizations.map((row) =>
      row.id === "2" ? { ...row, parentId: "1" } : row,
    );
    expect(plan(world).accountUpdates).toEqual([]);
  });
});
