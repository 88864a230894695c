import { describe, expect, it } from "vitest";
import { account, applyPlan, link, mirrored, organization, state, type World } from "./plan.fixture";
import { planSync } from "./plan-sync";

const plan = ({ organizations, state: before }: World) => planSync(organizations, before);
const leaving = (world: World) => applyPlan(world, plan(world));

describe("the log of links", () => {
  const gone = (): World => ({
    organizations: [organization("2", "Bolt")],
    state: state({
      accounts: [account("a", "Acme Ltd"), account("b", "Bolt")],
      links: [link("1", "a"), link("2", "b")],
      mirrored: [mirrored("2", "Bolt"), mirrored("1", "Acme")],
    }),
  });

  it("calls an organization that is gone by the name it had, and tells it once", () => {
    expect(plan(gone()).log).toEqual([
      {
        event: "orphaned",
        reason: "organization-deleted",
        organizationId: "1",
        organizationName: "Acme",
        accountId: "a",
        accountName: "Acme Ltd",
        fields: {},
      },
    ]);
    expect(plan(leaving(gone())).log).toEqual([]);
  });

  it("tells anew that a link takes no part where it is for another reason, and that it is back", () => {
    const left = leaving(gone());
    const back = [...left.organizations, organization("1", "Acme", { isPrimary: true })];
    expect(plan({ ...left, organizations: back }).log).toMatchObject([
      { event: "orphaned", reason: "organization-deselected", organizationName: "Acme" },
    ]);
    const whole = [...left.organizations, organization("1", "Acme")];
    expect(plan({ ...left, organizations: whole }).log).toMatchObject([
      { event: "returned", reason: "organization-back", organizationName: "Acme", accountName: "Acme Ltd" },
    ]);
  });

  it("tells a kind that IT Glue does not know anew where it is another one", () => {
    const fields = { name: "Acme", accountCode: null, typeName: null, statusName: null };
    const toldOf = (said: string) => {
      const snapshot = {
        organization: { ...fields, parentId: null },
        account: { ...fields, parentAccountId: null },
        waiting: { typeName: { reason: "unknown-type" as const, value: said, refusedAt: null } },
      };
      const accounts = [account("a", "Acme", { typeName: "Reseller" })];
      const links = [link("1", "a", { state: "error", problem: "unknown-type", snapshot })];
      const { log } = planSync([organization("1", "Acme")], state({ accounts, links }));
      return log.map(({ reason, fields: told }) => [reason, told]);
    };
    expect(toldOf("Reseller")).toEqual([]);
    expect(toldOf("Partner")).toEqual([["unknown-type", { typeName: { from: null, to: "Reseller" } }]]);
  });

  it("forgets what waited on a link that another one leads", () => {
    const waiting = { name: { reason: "name-taken" as const, value: "Acme", refusedAt: null } };
    const fields = { name: "Old", accountCode: null, typeName: null, statusName: null };
    const snapshot = {
      organization: { ...fields, parentId: null },
      account: { ...fields, parentAccountId: null },
      waiting,
    };
    const links = [
      link("1", "a"),
      link("2", "a", { isLeading: false, state: "error", problem: "name-taken", snapshot }),
    ];
    const { linkUpdates } = planSync(
      [organization("1", "Acme"), organization("2", "Acme West")],
      state({ accounts: [account("a", "Acme")], links }),
    );
    expect(linkUpdates.find(({ organizationId }) => organizationId === "2")).toMatchObject({
      isLeading: false,
      state: "synced",
      problem: null,
      snapshot: null,
    });
  });

  it("names parents on both sides, and leaves other texts as they are", () => {
    const values = { shortName: "1" };
    const world = leaving({
      organizations: [
        organization("1", "Parent"),
        organization("2", "Child", { ...values, parentId: "1" }),
        organization("3", "Other"),
      ],
      state: state({
        accounts: [
          account("a", "Parent Ltd"),
          account("b", "Child", { accountCode: "1", parentAccountId: "a" }),
          account("c", "Alone", { source: "it-glue" }),
          account("d", "Other Ltd"),
        ],
        links: [link("1", "a"), link("2", "b"), link("3", "d")],
      }),
    });
    const accounts = world.state.accounts.map((row) =>
      row.id === "b" ? { ...row, parentAccountId: "c", accountCode: "d" } : row,
    );
    const organizations = world.organizations.map((row) =>
      row.id === "2" ? { ...row, shortName: "3" } : row,
    );
    const { log } = plan({ organizations, state: { ...world.state, accounts } });
    expect(log.map(({ event, reason, fields }) => [event, reason, fields])).toEqual([
      ["conflict", "changed-on-both-sides", { accountCode: { from: "3", to: "d" } }],
      ["error", "parent-not-linked", { parent: { from: "Parent", to: "Alone" } }],
    ]);
  });

  it("says of an account that was made only what it has", () => {
    const made = plan({ organizations: [organization("5", "New", { shortName: "NE" })], state: state() });
    expect(made.log).toMatchObject([{ event: "pulled", reason: "account-created" }]);
    expect(made.log[0]?.fields).toEqual({
      name: { from: null, to: "New" },
      accountCode: { from: null, to: "NE" },
    });
    expect(made.newLinks).toMatchObject([{ state: "synced", problem: null, isLeading: true }]);
  });
});
