import { describe, expect, it } from "vitest";
import { account, applyPlan, link, organization, state, type World } from "./plan.fixture";
import { planSync } from "./plan-sync";
import type { SyncReason } from "./sync-log";
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

  it("below an account that has an organization, which is named by its id", () => {
    const accounts = [account("p", "Parent"), account("a", "Acme", { parentAccountId: "p" })];
    const there = [OWN, organization("5", "Parent")];
    const [creation] = plan(world(accounts, { links: [link("5", "p")] }, there)).creations;
    expect(creation).toMatchObject({
      values: { parentId: "5" },
      parentMadeBy: null,
      account: { parentAccountId: "p" },
      waiting: {},
      problems: [],
      fields: { parent: { from: null, to: "Parent" } },
    });
  });

  it("without a status IT Glue does not know, and a parent that has no organization any more", () => {
    const accounts = [
      account("p", "Parent"),
      account("a", "Acme", { parentAccountId: "p", statusName: "Dormant", typeName: "Customer" }),
    ];
    const [creation] = plan(world(accounts, { links: [link("5", "p")] })).creations;
    expect(creation).toMatchObject({
      values: { typeId: "11", statusId: null, parentId: null },
      parentMadeBy: null,
      account: { name: "Acme", typeName: "Customer", statusName: null, parentAccountId: null },
      waiting: {
        statusName: { reason: "unknown-status", value: "Dormant", refusedAt: null },
        parent: { reason: "parent-not-linked", value: "p", refusedAt: null },
      },
    });
    expect(creation?.problems.map(({ reason, fields }) => [reason, fields])).toEqual([
      ["unknown-status", { statusName: { from: null, to: "Dormant" } }],
      ["parent-not-linked", { parent: { from: null, to: "Parent" } }],
    ]);
  });

  it("below an account nobody knows, which is told by its id", () => {
    const [creation] = plan(world([account("a", "Acme", { parentAccountId: "gone" })])).creations;
    expect(creation?.problems.map(({ fields }) => fields)).toEqual([{ parent: { from: null, to: "gone" } }]);
  });

  it("of accounts that stand above each other, each once", () => {
    const circle = [
      account("a", "Acme", { parentAccountId: "b" }),
      account("b", "Beta", { parentAccountId: "c" }),
      account("c", "Cora", { parentAccountId: "a" }),
    ];
    expect(made(world(circle)).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("never of a blank name", () => {
    expect(made(world([account("a", "  ")]))).toEqual([]);
  });

  it("say again what is said of another name, or for another reason", () => {
    const twins = [account("a", "Acme"), account("b", "acme")];
    const said = (reason: SyncReason, accountName: string) => {
      const last = { event: "undecided", reason, accountName, fields: {} } as const;
      const { log } = plan(world(twins, { lastSaid: new Map([["a", last]]) }));
      return log.map((entry) => [entry.accountId, entry.reason]);
    };
    const both = [
      ["a", "several-of-this-name"],
      ["b", "several-of-this-name"],
    ];
    expect(said("several-of-this-name", "Acme")).toEqual([both[1]]);
    expect(said("several-of-this-name", "Acme Inc")).toEqual(both);
    expect(said("organization-of-this-name", "Acme")).toEqual(both);
  });

  it.each(["name-taken", "refused", "psa-synced"] as const)(
    "once refused for %s, wait for a change",
    (reason) => {
      const tried = (now: Partial<SyncAccount>, before: Record<string, string>) => {
        const fields = Object.fromEntries(
          Object.entries(before).map(([name, to]) => [name, { from: null, to }]),
        );
        const lastSaid = new Map([["a", { event: "error", reason, accountName: "Acme", fields } as const]]);
        return made(world([account("a", "Acme", now)], { lastSaid })).length > 0;
      };
      const code = { name: "Acme", accountCode: "AC" };
      expect(tried({ accountCode: "AC" }, code)).toBe(false);
      expect(tried({ accountCode: "AD" }, code)).toBe(true);
      expect(tried({ accountCode: null }, code)).toBe(true);
      expect(tried({ typeName: "Customer" }, code)).toBe(true);
    },
  );

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
