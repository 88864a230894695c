import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import type { Session } from "@/lib/auth/session";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import type { ChangeCycleInput } from "@/lib/inputs/contract-cycle";
import { contractCycleForm } from "@/lib/queries/contract-cycle-form";
import { contractPage } from "@/lib/queries/contract-page";
import { contractList } from "@/lib/queries/contracts";
import {
  contextFor,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { changeCycleAction, cloneContractAction, editContractAction } from "../../actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

/** Monthly from 1 June 2026, ten units at 10.00. */
async function billed(values: Parameters<typeof makeContract>[1] = {}) {
  const { id } = await makeContract(tenant, values);
  const line = await makeLine(tenant, {
    contractId: id,
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
  });
  await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
  return id;
}

const items = () =>
  withTenant(tenant.scope, (db) => db.select().from(billingItem).orderBy(asc(billingItem.periodStartOn)));
const shown = async () =>
  (await items()).map(
    ({ periodStartOn, periodEndOn, invoiceOn, amountMinor }) =>
      `${periodStartOn} – ${periodEndOn} on ${invoiceOn}: ${amountMinor}`,
  );
const rowOf = (id: string) =>
  withTenant(tenant.scope, (db) => db.select().from(contract).where(eq(contract.id, id))).then(
    ([row]) => row!,
  );

const quarterly = (contractId: string, values: Partial<ChangeCycleInput> = {}): ChangeCycleInput => ({
  contractId,
  version: 1,
  fromOn: "2026-07-01",
  billingCycle: "quarterly",
  alignment: "contract-start",
  anchorDay: null,
  issueInvoiceOn: "end",
  ...values,
});

async function post(count: number) {
  for (const item of (await items()).slice(0, count))
    await postItems(contextFor(tenant), { items: [{ id: item.id, contentHash: item.contentHash }] });
}

describe("another billing cycle", () => {
  it("bills from its day on; what is posted before stays as it is", async () => {
    const id = await billed();
    await post(1);
    expect((await shown())[0]).toBe("2026-07-01 – 2026-07-31 on 2026-07-01: 10000");
    const { data } = await changeCycleAction(quarterly(id, { issueInvoiceOn: "start" }));
    expect(data).toEqual({ version: 2 });
    expect(await shown()).toEqual(["2026-07-01 – 2026-09-30 on 2026-07-01: 10000"]);
  });

  it("of calendar periods begins with a part, billed by its days", async () => {
    const id = await billed({ startOn: "2026-06-11" });
    await post(1);
    await changeCycleAction(
      quarterly(id, {
        fromOn: "2026-07-11",
        billingCycle: "monthly",
        alignment: "calendar",
        issueInvoiceOn: "start",
      }),
    );
    // 21 of 31 days of 100.00.
    expect((await shown()).slice(0, 2)).toEqual([
      "2026-07-11 – 2026-07-31 on 2026-07-11: 6774",
      "2026-08-01 – 2026-08-31 on 2026-08-01: 10000",
    ]);
  });

  it("is shown with its day, in force from then on, and found by", async () => {
    const id = await billed();
    await changeCycleAction(quarterly(id));
    const page = await contractPage(tenant.scope, id, "2026-06-15");
    expect(page?.contract).toMatchObject({
      billingCycle: "monthly",
      plannedCycles: [{ fromOn: "2026-07-01" }],
    });
    const later = await contractPage(tenant.scope, id, "2026-07-01");
    expect(later?.contract).toMatchObject({
      billingCycle: "quarterly",
      issueInvoiceOn: "end",
      plannedCycles: [],
    });
    const listed = async (businessOn: string) => {
      const { rows } = await contractList(tenant.scope, {
        ...{
          query: "",
          accountIds: [],
          statuses: [],
          billingCycles: ["quarterly"],
          pageIndex: 0,
          pageSize: 10,
        },
        sort: { by: "name", direction: "asc" },
        businessOn,
      });
      return rows.map((row) => [row.id, row.billingCycle]);
    };
    expect(await listed("2026-06-30")).toEqual([]);
    expect(await listed("2026-07-01")).toEqual([[id, "quarterly"]]);
  });

  it("is noted with who, from when, and what it was", async () => {
    const id = await billed();
    await changeCycleAction(quarterly(id));
    const [event] = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "contract.cycle-changed")),
    );
    expect(event).toMatchObject({
      subjectId: id,
      changes: {
        cycleFromOn: { from: null, to: "2026-07-01" },
        billingCycle: { from: "monthly", to: "quarterly" },
        issueInvoiceOn: { from: "start", to: "end" },
      },
    });
  });

  it("takes the place of what was planned, and the cycle in force takes it back", async () => {
    const id = await billed();
    await changeCycleAction(quarterly(id, { fromOn: "2026-08-01" }));
    await changeCycleAction(quarterly(id, { version: 2, fromOn: "2026-07-01", billingCycle: "yearly" }));
    expect((await rowOf(id)).cycleChanges).toMatchObject([{ fromOn: "2026-07-01", billingCycle: "yearly" }]);
    const monthly = { billingCycle: "monthly", issueInvoiceOn: "start", version: 3 } as const;
    await changeCycleAction(quarterly(id, monthly));
    expect((await rowOf(id)).cycleChanges).toEqual([]);
    expect((await shown())[1]).toBe("2026-07-01 – 2026-07-31 on 2026-07-01: 10000");
  });

  it("is what a copy made for later begins with", async () => {
    const id = await billed();
    await changeCycleAction(quarterly(id));
    const { accountId } = await rowOf(id);
    const idForNew = crypto.randomUUID();
    await cloneContractAction({ contractId: id, accountId, name: "Next", startOn: "2026-07-10", idForNew });
    expect(await rowOf(idForNew)).toMatchObject({ billingCycle: "quarterly", cycleChanges: [] });
  });
});

describe("is refused, and nothing changes,", () => {
  it.each<[string, Partial<ChangeCycleInput>, string, string]>([
    ["within a period", { fromOn: "2026-07-02" }, "fromOn", "such as 2026-07-01, 2026-08-01, 2026-09-01"],
    ["on the contract's first day", { fromOn: "2026-06-01" }, "fromOn", "first day of a period"],
    ["after the end", { fromOn: "2027-01-01" }, "fromOn", "ends on 2026-12-31"],
    [
      "where it is the cycle in force",
      { billingCycle: "monthly", issueInvoiceOn: "start" },
      "billingCycle",
      "in force on 2026-07-01 already",
    ],
    ["on a weekday that is none", { billingCycle: "weekly", anchorDay: 9 }, "anchorDay", "weekday"],
  ])("%s", async (_, values, field, words) => {
    const id = await billed({ endOn: "2026-12-31" });
    const before = await rowOf(id);
    const { serverError, validationErrors } = await changeCycleAction(quarterly(id, values));
    expect(JSON.stringify(serverError ?? validationErrors)).toContain(words);
    expect(JSON.stringify(serverError ?? validationErrors)).toContain(field);
    expect(await rowOf(id)).toEqual(before);
  });

  it("on days that are posted, naming those that are not", async () => {
    const id = await billed();
    await post(2);
    const { serverError } = await changeCycleAction(quarterly(id));
    expect(serverError).toMatchObject({ code: "invalid" });
    expect(JSON.stringify(serverError)).toContain("such as 2026-08-01");
    expect((await contractCycleForm(tenant.scope, id, "2026-06-01"))?.days[0]?.fromOn).toBe("2026-08-01");
  });

  it("where someone else saved meanwhile", async () => {
    const id = await billed();
    const { serverError } = await changeCycleAction(quarterly(id, { version: 7 }));
    expect(serverError).toMatchObject({ code: "changed-meanwhile" });
  });

  it("for a Technician, and for another tenant's contract", async () => {
    const id = await billed();
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await changeCycleAction(quarterly(id))).serverError).toMatchObject({ code: "not-allowed" });
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect((await changeCycleAction(quarterly(id))).serverError).toMatchObject({ code: "not-found" });
    expect(await contractCycleForm(tenant.scope, id, "2026-06-01")).toBeNull();
  });

  it("where an edit would move the periods a planned change rests on", async () => {
    const id = await billed();
    await changeCycleAction(quarterly(id));
    const { name, referenceNumber, currency, issueInvoiceOn, endOn, billedElsewhereThroughOn } =
      await rowOf(id);
    const { serverError } = await editContractAction({
      ...{ name, referenceNumber, currency, issueInvoiceOn, endOn: endOn ?? "" },
      billedElsewhereThroughOn: billedElsewhereThroughOn ?? "",
      ...{
        contractId: id,
        version: 2,
        billingCycle: "monthly",
        alignment: "contract-start",
        anchorDay: null,
      },
      startOn: "2026-06-02",
    });
    expect(JSON.stringify(serverError)).toContain("another billing cycle is planned");
  });
});
