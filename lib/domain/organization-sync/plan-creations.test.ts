import { describe, expect, it } from "vitest";
import { account, applyPlan, link, organization, state, type World } from "./plan.fixture";
import { planSync } from "./plan-sync";
import type { SyncAccount, SyncState } from "./sync-state";

const OWN = organization("9", "Northwind", { isPrimary: true });
const world = (accounts: SyncAccount[], values: Partial<SyncState> = {}, there = [OWN]): World => ({
  organizations: there,
  state: state({ accounts, ...values }),
});
const plan = ({ organizations, state: before }: World) => planSync(organizations, before);
const leaving = (from: World) => applyPlan(from, plan(from));
const made = (from: World) => plan(from).creations.map(({ accountId }) => accountId);
const nothing = { upserts: [], accountUpdates: [], linkUpdates: [], updates: [], creations: [], log: [] };

describe("accounts make organizations", () => {
  it("with code, the ids of type and status, and parents first", () => {
    const accounts = [
      account("b", " Child ", {
        parentAccountId: "a",
        accountCode: "C",
        typeName: "customer",
        statusName: "Active",
      }),
      account("a", "Parent"),
    ];
    const [parent, child] = plan(world(accounts)).creations;
    expect(parent).toMatchObject({ accountId: "a", values: { name: "Parent", parentId: null } });
    expect(child).toMatchObject({
      accountId: "b",
      parentMadeBy: "a",
      values: { name: "Child", shortName: "C", typeId: "11", statusId: "21" },
    });
    const done = leaving(world(accounts));
    expect(done.organizations).toHaveLength(3);
    expect(plan(done)).toMatchObject(nothing);
  });

  it("only two-way, active, made by hand, and if they never had one", () => {
    expect(made(world([account("a", "Acme")], { isTwoWay: false }))).toEqual([]);
    expect(made(world([account("a", "Acme", { isActive: false })]))).toEqual([]);
    expect(made(world([account("a", "Acme", { source: "it-glue" })]))).toEqual([]);
    expect(made(world([account("a", "Acme")], { decidedAccountIds: new Set(["a"]) }))).toEqual([]);
    expect(made(world([account("a", "Acme")]))).toEqual(["a"]);
  });

  it("only of a selected type and status", () => {
    const selection = { typeIds: ["11"], statusIds: ["21"] };
    const of = (typeName: string | null, statusName: string | null) =>
      made(world([account("a", "Acme", { typeName, statusName })], { selection }));
    expect(of("Customer", "active ")).toEqual(["a"]);
    expect([
      of("Prospect", "Active"),
      of(null, "Active"),
      of("Reseller", "Active"),
      of("Customer", null),
    ]).toEqual([[], [], [], []]);
  });

  it("without a type IT Glue does not know, which is told and waits", () => {
    const from = world([account("a", "Acme", { typeName: "Reseller" })]);
    const [creation] = plan(from).creations;
    expect(creation).toMatchObject({
      values: { typeId: null },
      waiting: { typeName: { reason: "unknown-type", value: "Reseller" } },
      problems: [{ event: "error", reason: "unknown-type" }],
    });
    expect(plan(leaving(from))).toMatchObject(nothing);
  });

  it("never beside an organization of the same name: linked to another account, or to none", () => {
    const taken = world([account("a", "ACME"), account("b", "Acme Inc")], { links: [link("1", "b")] }, [
      OWN,
      organization("1", "Acme"),
    ]);
    expect(plan(taken)).toMatchObject({
      creations: [],
      log: [{ event: "error", reason: "name-taken", accountId: "a" }],
    });
    expect(plan(leaving(taken))).toMatchObject({ creations: [], log: [] });
    const unlinked = world([account("a", "Acme")], { decidedOrganizationIds: new Set(["1"]) }, [
      OWN,
      organization("1", "Acme"),
    ]);
    expect(plan(unlinked)).toMatchObject({
      creations: [],
      log: [{ event: "undecided", reason: "organization-of-this-name", accountId: "a" }],
    });
    expect(plan(leaving(unlinked))).toMatchObject({ creations: [], log: [] });
  });

  it("nor where two accounts have the name: after a lost answer none could tell whose it is", () => {
    const twins = world([account("a", "Acme"), account("b", "acme ")]);
    expect(plan(twins).log.map(({ event, accountId }) => [event, accountId])).toEqual([
      ["undecided", "a"],
      ["undecided", "b"],
    ]);
    expect(plan(twins).creations).toEqual([]);
    expect(plan(leaving(twins))).toMatchObject({ creations: [], log: [] });
  });

  it("are not refused twice; a changed account is tried anew", () => {
    const fields = { name: { from: null, to: "Acme" } };
    const lastSaid = new Map([
      ["a", { event: "error", reason: "refused", accountName: "Acme", fields }] as const,
    ]);
    expect(made(world([account("a", "Acme")], { lastSaid }))).toEqual([]);
    expect(made(world([account("a", "Acme", { accountCode: "AC" })], { lastSaid }))).toEqual(["a"]);
    const transient = new Map([
      ["a", { event: "error", reason: "timeout", accountName: "Acme", fields }] as const,
    ]);
    expect(made(world([account("a", "Acme")], { lastSaid: transient }))).toEqual(["a"]);
  });

  it("whose answer was lost are found by their name and linked, not made again", () => {
    const there = [OWN, organization("77", "Acme")];
    const found = plan(world([account("a", "Acme")], {}, there));
    expect(found).toMatchObject({ creations: [], newLinks: [{ organizationId: "77", accountId: "a" }] });
  });
});
