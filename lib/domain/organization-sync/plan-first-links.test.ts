import { describe, expect, it } from "vitest";
import { account, applyPlan, link, mirrored, organization, state } from "./plan.fixture";
import { planSync } from "./plan-sync";

const linkedAccounts = (plan: ReturnType<typeof planSync>) =>
  plan.newLinks.map(({ organizationId, accountId }) => [organizationId, accountId]);

describe("first links", () => {
  it("links an organization to the one account of its name, blanks around and case aside, and overwrites nothing", () => {
    const there = [organization("1", " ACME corp", { shortName: "AC", typeId: "11", typeName: "Customer" })];
    const world = { organizations: there, state: state({ accounts: [account("a", "Acme Corp ")] }) };
    const plan = planSync(there, world.state);
    expect(linkedAccounts(plan)).toEqual([["1", "a"]]);
    expect(plan).toMatchObject({ newAccounts: [], accountUpdates: [], updates: [], creations: [] });
    expect(plan.log).toMatchObject([
      { event: "linked", reason: "same-name", accountId: "a", organizationId: "1" },
    ]);
    const next = applyPlan(world, plan);
    expect(planSync(next.organizations, next.state)).toMatchObject({
      accountUpdates: [],
      updates: [],
      log: [],
    });
  });

  it("makes an account where no name fits, with code, type and status", () => {
    const plan = planSync(
      [organization("1", "Acme", { shortName: "AC", typeName: "Customer", statusName: "Active" })],
      state({ accounts: [account("a", "Acme Corp", { source: "it-glue" })] }),
    );
    expect(plan.newAccounts).toEqual([
      {
        id: "account-of-1",
        fields: {
          name: "Acme",
          accountCode: "AC",
          typeName: "Customer",
          statusName: "Active",
          parentAccountId: null,
        },
      },
    ]);
    expect(plan.log).toMatchObject([
      { event: "pulled", reason: "account-created", fields: { accountCode: { from: null, to: "AC" } } },
    ]);
  });

  it("makes parents before their children", () => {
    const plan = planSync(
      [organization("1", "Child", { parentId: "2" }), organization("2", "Parent", { parentId: "9" })],
      state(),
    );
    expect(plan.newAccounts.map(({ id, fields }) => [id, fields.parentAccountId])).toEqual([
      ["account-of-2", null],
      ["account-of-1", "account-of-2"],
    ]);
  });

  it("leaves the MSP's own organization out, also where an account has its name", () => {
    const accounts = [account("a", "Northwind")];
    const plan = planSync([organization("1", "Northwind", { isPrimary: true })], state({ accounts }));
    expect(plan).toMatchObject({ newAccounts: [], newLinks: [], creations: [], log: [] });
    expect(plan.upserts).toHaveLength(1);
  });

  it("decides nothing where two accounts have the name, nor where two organizations do", () => {
    const twins = [account("a", "Acme"), account("b", "acme")];
    const undecided = { newLinks: [], newAccounts: [], creations: [] };
    const oneOfTwo = planSync([organization("1", "Acme")], state({ accounts: twins }));
    expect(oneOfTwo).toMatchObject(undecided);
    expect(oneOfTwo.log[0]).toMatchObject({ event: "undecided", reason: "several-of-this-name" });
    const accounts = [account("a", "Acme")];
    const two = planSync([organization("1", "Acme"), organization("2", "ACME")], state({ accounts }));
    expect(two).toMatchObject(undecided);
    expect(two.log.filter(({ organizationId }) => organizationId)).toHaveLength(2);
  });

  it("does not guess between an organization that takes part and a namesake that does not", () => {
    const plan = planSync(
      [organization("1", "Acme", { typeId: "11" }), organization("2", "Acme", { typeId: "12" })],
      state({ accounts: [account("a", "Acme")], selection: { typeIds: ["11"], statusIds: null } }),
    );
    expect(plan.newLinks).toEqual([]);
    expect(plan.log[0]).toMatchObject({ event: "undecided", organizationId: "1" });
  });

  it("makes no second account for an organization made anew under the name of an orphaned account", () => {
    const plan = planSync(
      [organization("2", "Acme")],
      state({ mirrored: [mirrored("1", "Acme")], links: [link("1", "a")], accounts: [account("a", "Acme")] }),
    );
    expect(plan).toMatchObject({ newLinks: [], newAccounts: [] });
    expect(plan.log.map(({ event, reason }) => [event, reason])).toEqual([
      ["undecided", "account-lost-organization"],
      ["orphaned", "organization-deleted"],
    ]);
  });

  it("nor where the account of its name is linked to one that takes no part", () => {
    const there = [
      organization("1", "Acme West", { typeId: "12", typeName: "Prospect" }),
      organization("2", "Acme", { typeId: "11", typeName: "Customer" }),
    ];
    const given = state({
      accounts: [account("a", "Acme")],
      links: [link("1", "a", { state: "orphaned", problem: "organization-deselected" })],
      selection: { typeIds: ["11"], statusIds: null },
    });
    const { newAccounts, log } = planSync(there, given);
    expect(newAccounts).toEqual([]);
    expect(log).toMatchObject([
      { event: "undecided", reason: "account-lost-organization", organizationId: "2" },
    ]);
  });

  it("makes an account of its own for a namesake of one that is linked and there", () => {
    const plan = planSync(
      [organization("1", "Acme"), organization("2", "Acme")],
      state({ mirrored: [mirrored("1", "Acme")], links: [link("1", "a")], accounts: [account("a", "Acme")] }),
    );
    expect(linkedAccounts(plan)).toEqual([["2", "account-of-2"]]);
  });

  it("links none again that was unlinked, nor makes a new organization of its account", () => {
    const plan = planSync(
      [organization("1", "Acme Inc")],
      state({
        mirrored: [mirrored("1", "Acme Inc")],
        accounts: [account("a", "Acme"), account("b", "Acme Inc")],
        decidedOrganizationIds: new Set(["1"]),
        decidedAccountIds: new Set(["a", "b"]),
      }),
    );
    expect(plan).toMatchObject({ newLinks: [], newAccounts: [], creations: [], upserts: [], log: [] });
  });

  it("leaves to a person what stood unlinked before there was a log", () => {
    const plan = planSync(
      [organization("1", "Acme")],
      state({ mirrored: [mirrored("1", "Acme")], accounts: [account("a", "Acme")], isFirstWithLog: true }),
    );
    expect(plan.newLinks).toEqual([]);
    expect(plan.log[0]).toMatchObject({ event: "undecided", reason: "left-unlinked", organizationId: "1" });
  });

  it("links an organization when its type is selected later", () => {
    const there = [organization("1", "Acme", { typeId: "12" })];
    const accounts = [account("a", "Acme", { source: "it-glue" })];
    const before = state({ accounts, selection: { typeIds: ["11"], statusIds: null } });
    const world = { organizations: there, state: before };
    const plan = planSync(there, before);
    expect(plan).toMatchObject({ newLinks: [], newAccounts: [], log: [] });
    const next = applyPlan(world, plan).state;
    const later = { ...next, selection: { typeIds: ["11", "12"], statusIds: null } };
    expect(linkedAccounts(planSync(there, later))).toEqual([["1", "a"]]);
  });
});
