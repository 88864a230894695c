import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeFields } from "./merge-fields";
import { organizationTakesPart } from "./participation";
import { account, applyPlan, KINDS, organization, state, type World } from "./plan.fixture";
import { planSync } from "./plan-sync";
import type { ReadOrganization, SyncAccount } from "./sync-state";
import { fieldsOfAccount, fieldsOfOrganization } from "./working-state";

const RUNS =
  process.env.FLEXBILL_PROPERTY_RUNS === undefined
    ? { numRuns: 400, seed: 20_260_601 }
    : { numRuns: Number(process.env.FLEXBILL_PROPERTY_RUNS) };

const NAMES = ["Acme", "acme ", "Bolt", "Crane", "Delta", "Echo"];
const CODES = [null, "A", "B", "C"];
const IDS = ["1", "2", "3", "4"];
const ACCOUNT_IDS = ["a", "b", "c", "d"];

type There = Pick<ReadOrganization, "name" | "shortName" | "typeId" | "statusId" | "parentId">;
const there = {
  name: fc.constantFrom(...NAMES),
  shortName: fc.constantFrom(...CODES),
  typeId: fc.constantFrom(null, ...KINDS.types.map(({ id }) => id)),
  statusId: fc.constantFrom(null, ...KINDS.statuses.map(({ id }) => id)),
  parentId: fc.constantFrom(null, ...IDS),
};
const here = {
  name: fc.constantFrom(...NAMES),
  accountCode: fc.constantFrom(...CODES),
  typeName: fc.constantFrom(null, "Customer", "prospect", "Reseller"),
  statusName: fc.constantFrom(null, "Active", "Inactive"),
  parentAccountId: fc.constantFrom(null, ...ACCOUNT_IDS),
  isActive: fc.constantFrom(true, true, true, false),
};
const selection = fc.record({
  typeIds: fc.constantFrom(null, null, ["11"], ["11", "12"]),
  statusIds: fc.constantFrom(null, null, ["21"]),
});
/** A world before its first sync, and what people on both sides do afterwards, bout by bout. */
const history = fc.record({
  organizations: fc.array(fc.record(there), { minLength: 1, maxLength: IDS.length }),
  accounts: fc.array(fc.record(here), { maxLength: ACCOUNT_IDS.length }),
  isTwoWay: fc.constantFrom(true, true, false),
  selection,
  bouts: fc.array(
    fc.record({
      there: fc.array(fc.record({ at: fc.nat(5), set: fc.record(there, { requiredKeys: [] }) }), {
        maxLength: 3,
      }),
      here: fc.array(fc.record({ at: fc.nat(5), set: fc.record(here, { requiredKeys: [] }) }), {
        maxLength: 3,
      }),
      goneAt: fc.option(fc.nat(5), { freq: 5 }),
      selection: fc.option(selection, { freq: 5 }),
    }),
    { maxLength: 3 },
  ),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const named = (row: ReadOrganization): ReadOrganization => ({
  ...row,
  typeName: KINDS.types.find(({ id }) => id === row.typeId)?.name ?? null,
  statusName: KINDS.statuses.find(({ id }) => id === row.statusId)?.name ?? null,
});

function begun({ organizations, accounts, isTwoWay, selection: chosen }: History): World {
  const own = organization("9", "Northwind", { isPrimary: true });
  return {
    organizations: [
      own,
      ...organizations.map((values, index) => named(organization(IDS[index]!, values.name, values))),
    ],
    state: state({
      isTwoWay,
      selection: chosen,
      accounts: accounts.map((values, index) => {
        const parentAccountId =
          index > ACCOUNT_IDS.indexOf(values.parentAccountId ?? "") ? values.parentAccountId : null;
        return account(ACCOUNT_IDS[index]!, values.name, { ...values, parentAccountId });
      }),
    }),
  };
}

const at = <Row>(rows: readonly Row[], index: number) => rows[index % Math.max(1, rows.length)];

function happen(world: World, bout: History["bouts"][number]): World {
  const organizations = world.organizations.map((row) => ({ ...row }));
  for (const edit of bout.there) {
    const row = at(
      organizations.filter(({ isPrimary }) => !isPrimary),
      edit.at,
    );
    if (row) Object.assign(row, named({ ...row, ...(edit.set as Partial<There>) }));
  }
  const accounts = world.state.accounts.map((row) => ({ ...row }));
  for (const edit of bout.here) {
    const row = at(accounts, edit.at);
    const { parentAccountId: _parent, ...set } = edit.set as Partial<SyncAccount>;
    if (row) Object.assign(row, set);
  }
  const gone = bout.goneAt === null ? undefined : at(organizations.slice(1), bout.goneAt)?.id;
  return {
    organizations: organizations.filter(({ id }) => id !== gone),
    state: { ...world.state, accounts, selection: bout.selection ?? world.state.selection },
  };
}

const isEmpty = (world: World) => {
  const {
    upserts,
    vanishedIds,
    newAccounts,
    newLinks,
    linkUpdates,
    accountUpdates,
    creations,
    updates,
    log,
  } = planSync(world.organizations, world.state);
  return [
    upserts,
    vanishedIds,
    newAccounts,
    newLinks,
    linkUpdates,
    accountUpdates,
    creations,
    updates,
    log,
  ].every(({ length }) => length === 0);
};

/** Syncs until nothing is left to do. A name that another organization gives up in one run is free in the next. */
function settled(world: World): World {
  let now = world;
  for (let run = 0; run < 6 && !isEmpty(now); run += 1)
    now = applyPlan(now, planSync(now.organizations, now.state));
  return now;
}

function check(histories: (world: World, before: World, bout: History["bouts"][number]) => void) {
  fc.assert(
    fc.property(history, (life) => {
      let world = settled(begun(life));
      for (const bout of life.bouts) {
        const before = world;
        const changed = happen(before, bout);
        world = settled(changed);
        histories(world, changed, bout);
      }
    }),
    RUNS,
  );
}

const livePairs = ({ organizations, state: now }: World) =>
  now.links.flatMap((link) => {
    const row = organizations.find(({ id }) => id === link.organizationId);
    const of = now.accounts.find(({ id }) => id === link.accountId);
    return row && of && link.isLeading && link.state !== "orphaned" ? [{ link, row, of }] : [];
  });

describe("any history of both sides", () => {
  it("ends with an empty plan", () => {
    check((world) => expect(isEmpty(world)).toBe(true));
  });

  it("loses no account, no organization and no link", () => {
    check((world, before) => {
      const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
      expect(ids(world.state.accounts)).toEqual(expect.arrayContaining(ids(before.state.accounts)));
      expect(ids(world.organizations)).toEqual(expect.arrayContaining(ids(before.organizations)));
      const links = ({ state: { links } }: World) =>
        links.map((link) => `${link.organizationId} ${link.accountId}`);
      expect(links(world)).toEqual(expect.arrayContaining(links(before)));
      const organizationsLinked = world.state.links.map(({ organizationId }) => organizationId);
      expect(new Set(organizationsLinked).size).toBe(organizationsLinked.length);
    });
  });

  it("gives every field a value that one of the two sides had", () => {
    check((world, before) => {
      for (const { link, row, of } of livePairs(world)) {
        const was = before.organizations.find(({ id }) => id === row.id);
        const wasHere = before.state.accounts.find(({ id }) => id === of.id);
        if (
          !was ||
          !wasHere ||
          !before.state.links.some((each) => each.organizationId === link.organizationId)
        )
          continue;
        const one = (value: string | null, ...of: (string | null)[]) =>
          expect(of.map((each) => each?.trim().toLowerCase() ?? null)).toContain(
            value?.trim().toLowerCase() ?? null,
          );
        for (const [ofRow, ofAccount] of [
          ["name", "name"],
          ["shortName", "accountCode"],
          ["typeName", "typeName"],
          ["statusName", "statusName"],
        ] as const) {
          one(row[ofRow], was[ofRow], wasHere[ofAccount]);
          one(of[ofAccount], was[ofRow], wasHere[ofAccount]);
        }
      }
    });
  });

  it("leaves nothing changed on one side alone, but what must wait", () => {
    check((world) => {
      for (const { link, row, of } of livePairs(world)) {
        if (!world.state.isTwoWay || !of.isActive) continue;
        const { pulled, conflicts, unsent } = mergeFields(
          link.snapshot!,
          fieldsOfOrganization(row),
          fieldsOfAccount(of),
          {
            accountOf: (id) =>
              world.state.links.find(({ organizationId }) => organizationId === id)?.accountId ?? null,
            mayBeParent: () => false,
          },
        );
        expect({ pulled, conflicts }).toEqual({ pulled: {}, conflicts: [] });
        expect(Object.keys(link.snapshot!.waiting).sort()).toEqual([...unsent].sort());
      }
    });
  });

  it("never lets an organization that does not take part change an account, or the other way round", () => {
    check((world, before) => {
      for (const link of world.state.links) {
        const row = world.organizations.find(({ id }) => id === link.organizationId);
        const takesPart = row && organizationTakesPart(row, world.state.selection);
        if (takesPart) continue;
        expect(link.state).toBe("orphaned");
        expect(row).toEqual(before.organizations.find(({ id }) => id === link.organizationId));
      }
    });
  });
});
