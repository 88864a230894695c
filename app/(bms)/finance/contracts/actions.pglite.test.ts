import { and, asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import type { Role } from "@/db/schema/tenant";
import type { Session } from "@/lib/auth/session";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import {
  contextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  activateContractAction,
  createContractAction,
  deactivateContractAction,
  editContractAction,
} from "./actions";

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
let accountId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  accountId = (await makeAccount(tenant)).id;
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

async function signInAs(role: Role, name?: string) {
  signIn(await makeUser(tenant, { role, ...(name && { name }) }));
}

const typed = () => ({
  accountId,
  name: "Managed services",
  referenceNumber: "PO-7781",
  billingCycle: "monthly" as const,
  alignment: "contract-start" as const,
  anchorDay: null as number | null,
  issueInvoiceOn: "start" as const,
  startOn: "2026-06-01",
  endOn: null as string | null,
  billedElsewhereThroughOn: null as string | null,
  currency: "USD",
});

const editOf = ({ accountId: _kept, ...facts }: ReturnType<typeof typed>) => facts;

const stored = (contractId: string) =>
  withTenant(tenant.scope, (db) => db.select().from(contract).where(eq(contract.id, contractId))).then(
    ([row]) => row!,
  );

const audited = (contractId: string) =>
  withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "contract"), eq(auditEvent.subjectId, contractId)))
      .orderBy(asc(auditEvent.position)),
  );

const itemsOf = (contractId: string) =>
  withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(billingItem)
      .where(eq(billingItem.contractId, contractId))
      .orderBy(billingItem.effectiveOn),
  );

type Values = Partial<Omit<ReturnType<typeof typed>, "billingCycle" | "alignment">> & {
  billingCycle?: "weekly" | "monthly";
  alignment?: "contract-start" | "calendar";
};

async function created(values: Values = {}) {
  const { data, serverError, validationErrors } = await createContractAction({ ...typed(), ...values });
  expect({ serverError, validationErrors }).toEqual({ serverError: undefined, validationErrors: undefined });
  return data!;
}

/** A contract with one line of 10 units at 10.00, its first period posted. */
async function postedContract() {
  const { contractId } = await created();
  const line = await makeLine(tenant, { contractId, units: [{ effectiveOn: "2026-06-01", units: "10" }] });
  const ctx = contextFor(tenant);
  await withTenant(tenant.scope, (db) => reprojectLine(db, ctx, line.id));
  const [june] = await itemsOf(contractId);
  await postItems(ctx, { items: [{ id: june!.id, contentHash: june!.contentHash }] });
  return contractId;
}

describe("a contract is created", () => {
  it("with the tenant's next number, without gaps whatever is refused in between", async () => {
    const first = await created();
    await createContractAction({ ...typed(), accountId: crypto.randomUUID() });
    await createContractAction({ ...typed(), startOn: "2026-01-17" });
    const second = await created();
    expect([first.contractNumber, second.contractNumber]).toEqual([1, 2]);
    expect(await stored(first.contractId)).toMatchObject({
      name: "Managed services",
      status: "active",
      version: 1,
    });
    const [event] = await audited(first.contractId);
    expect(event).toMatchObject({ action: "contract.created", actorName: tenant.admin.name });
    expect(event!.changes).toMatchObject({ contractNumber: { from: null, to: 1 } });
  });

  it("once, when its form is sent twice", async () => {
    const idForNew = crypto.randomUUID();
    const first = await createContractAction({ ...typed(), idForNew });
    const second = await createContractAction({ ...typed(), idForNew });
    expect(second.data).toEqual(first.data);
    const other = await createContractAction({ ...typed(), name: "Another one", idForNew });
    expect(other.data).toMatchObject({ contractNumber: 2 });
    expect(other.data?.contractId).not.toBe(first.data?.contractId);
  });

  it.each([
    [
      { endOn: "2026-05-31" },
      {
        endOn: [
          "The end date is before the start date, 2026-06-01; enter that day or a later one, or leave it empty",
        ],
      },
    ],
    [{ name: " " }, { name: ["Enter a contract name"] }],
    [{ anchorDay: 32 }, { anchorDay: ["Choose the day on which periods begin"] }],
    [
      { billingCycle: "weekly" as const, anchorDay: 8 },
      { anchorDay: ["Choose the weekday on which weeks begin"] },
    ],
    [
      { alignment: "calendar" as const, anchorDay: 5 },
      {
        anchorDay: [
          "Calendar periods begin on Mondays or on the first of a month; choose the start date's own day",
        ],
      },
    ],
    [{ startOn: "" }, { startOn: ["Enter the start date"] }],
    [{ startOn: "2026-02-30" }, { startOn: ["“2026-02-30” is not a date; enter one such as 2026-06-10"] }],
    [
      { startOn: "0026-06-01" },
      { startOn: ["0026-06-01 is outside the years that can be billed (2000 to 2099)"] },
    ],
    [{ currency: "XXY" }, { currency: ["“XXY” is not a currency; choose one such as USD"] }],
    [{ accountId: "" }, { accountId: ["Choose an account"] }],
    [
      { endOn: "2026-06-30", billedElsewhereThroughOn: "2026-07-31" },
      { billedElsewhereThroughOn: ["This is after the end date, 2026-06-30; nothing would be left to bill"] },
    ],
    [
      { name: "", endOn: "2026-05-31" },
      {
        name: ["Enter a contract name"],
        endOn: [
          "The end date is before the start date, 2026-06-01; enter that day or a later one, or leave it empty",
        ],
      },
    ],
  ])("not with %o: the field says why", async (values, fieldErrors) => {
    const { validationErrors, data } = await createContractAction({ ...typed(), ...values });
    expect(data).toBeUndefined();
    expect(validationErrors?.fieldErrors).toEqual(fieldErrors);
  });

  it.each([
    [
      null,
      "The start date is before today. Enter the last day that was billed elsewhere, so that it is not billed again; " +
        "if nothing was, enter 2026-01-16, the day before the start",
    ],
    ["2026-01-15", "This is before the contract starts; enter 2026-01-16 if nothing was billed elsewhere"],
  ])("not with a past start and %o as the day billed elsewhere through", async (through, message) => {
    const { serverError } = await createContractAction({
      ...typed(),
      startOn: "2026-01-17",
      billedElsewhereThroughOn: through,
    });
    expect(serverError).toMatchObject({
      code: "invalid",
      fields: [{ path: "billedElsewhereThroughOn", message }],
    });
  });

  it.each(["2026-01-16", "2026-05-16"])(
    "with a past start that was billed elsewhere through %s",
    async (through) => {
      const { contractId } = await created({ startOn: "2026-01-17", billedElsewhereThroughOn: through });
      expect((await stored(contractId)).billedElsewhereThroughOn).toBe(through);
    },
  );

  it("by the business date of its own server, not by the date in London", async () => {
    tenant.clock.set("2026-06-02T03:00:00Z");
    expect((await createContractAction(typed())).data).toBeDefined();
    tenant.clock.set("2026-06-02T04:00:00Z");
    expect((await createContractAction(typed())).serverError?.code).toBe("invalid");
  });

  it("not for another company's account", async () => {
    const other = await makeTenant();
    const theirs = await makeAccount(other);
    const { serverError } = await createContractAction({ ...typed(), accountId: theirs.id });
    expect(serverError).toMatchObject({ code: "not-found", fields: [{ path: "accountId" }] });
  });

  it("not with another company's account in SQL either", async () => {
    const theirs = await makeAccount(await makeTenant());
    await expect(makeContract(tenant, { accountId: theirs.id })).rejects.toMatchObject({
      cause: { code: "23503", constraint: "contract_account" },
    });
  });

  it.each(["Technician", "Auditor"] as const)("not by a %s", async (role) => {
    await signInAs(role);
    expect((await createContractAction(typed())).serverError?.code).toBe("not-allowed");
  });
});

describe("a contract is edited", () => {
  it("in two tabs: the second is told who changed what", async () => {
    const { contractId } = await created();
    await signInAs("Finance Manager", "Maria Ito");
    await editContractAction({ ...editOf(typed()), contractId, version: 1, endOn: "2027-05-31" });
    signIn(tenant.admin);
    const second = await editContractAction({ ...editOf(typed()), contractId, version: 1, name: "Mine" });
    expect(second.serverError?.code).toBe("changed-meanwhile");
    expect(second.serverError?.fields).toEqual([
      { path: "endOn", message: "Maria Ito changed End date from blank to “2027-05-31”" },
    ]);
    expect(await stored(contractId)).toMatchObject({
      name: "Managed services",
      endOn: "2027-05-31",
      version: 2,
    });
  });

  it("and its billing items follow at once", async () => {
    const { contractId } = await created();
    const line = await makeLine(tenant, { contractId, units: [{ effectiveOn: "2026-06-01", units: "10" }] });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
    const { data } = await editContractAction({
      ...editOf(typed()),
      contractId,
      version: 1,
      billingCycle: "quarterly",
    });
    expect(data).toEqual({ version: 2 });
    const items = await itemsOf(contractId);
    expect(items.map(({ periodStartOn, periodEndOn }) => [periodStartOn, periodEndOn])).toEqual([
      ["2026-06-01", "2026-08-31"],
      ["2026-09-01", "2026-11-30"],
    ]);
  });

  it("to periods that begin on another day: the first part is billed by its days of the period that owns it", async () => {
    const { contractId } = await created();
    const line = await makeLine(tenant, { contractId, units: [{ effectiveOn: "2026-06-01", units: "10" }] });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
    await editContractAction({ ...editOf(typed()), contractId, version: 1, anchorDay: 15 });
    const items = await itemsOf(contractId);
    // 14 of the 31 days from 15 May: 100.00 × 14 ÷ 31 = 45.16.
    expect(
      items.map(({ periodStartOn, periodEndOn, amountMinor }) => [periodStartOn, periodEndOn, amountMinor]),
    ).toEqual([
      ["2026-06-01", "2026-06-14", 4516n],
      ["2026-06-15", "2026-07-14", 10_000n],
      ["2026-07-15", "2026-08-14", 10_000n],
      ["2026-08-15", "2026-09-14", 10_000n],
    ]);
  });

  it.each([
    ["currency", { currency: "EUR" }],
    ["billingCycle", { billingCycle: "yearly" as const }],
    ["alignment", { alignment: "calendar" as const }],
    ["anchorDay", { anchorDay: 15 }],
    ["startOn", { startOn: "2026-06-15" }],
    ["issueInvoiceOn", { issueInvoiceOn: "end" as const }],
    ["billedElsewhereThroughOn", { billedElsewhereThroughOn: "2026-06-10" }],
  ])("but not its %s once something is posted: the field says why", async (path, values) => {
    const contractId = await postedContract();
    const { serverError } = await editContractAction({
      ...editOf(typed()),
      contractId,
      version: 1,
      ...values,
    });
    expect(serverError?.code).toBe("invalid");
    expect(serverError?.fields?.map((field) => field.path)).toEqual([path]);
    expect(serverError?.fields?.[0]?.message).toContain("amounts of this contract are posted");
    expect(await stored(contractId)).toMatchObject({ version: 1, currency: "USD", startOn: "2026-06-01" });
  });

  it("its name and end stay free after a posting, and the end credits what was posted beyond it", async () => {
    const contractId = await postedContract();
    const { data } = await editContractAction({
      ...editOf(typed()),
      contractId,
      version: 1,
      name: "Renamed",
      endOn: "2026-06-09",
    });
    expect(data).toEqual({ version: 2 });
    const items = await itemsOf(contractId);
    expect(items.map(({ kind, effectiveOn, amountMinor }) => [kind, effectiveOn, amountMinor])).toEqual([
      ["proration", "2026-06-10", -7000n],
    ]);
  });

  it("not with an end more than 12 months back, unless by an Administrator", async () => {
    tenant.clock.set("2024-01-01T13:00:00Z");
    const { contractId } = await created({ startOn: "2024-01-01" });
    tenant.clock.set("2026-06-01T13:00:00Z");
    const edit = { ...editOf(typed()), startOn: "2024-01-01", contractId, version: 1, endOn: "2025-05-31" };
    await signInAs("Finance Manager");
    expect((await editContractAction(edit)).serverError).toMatchObject({
      code: "too-far-back",
      fields: [{ path: "endOn" }],
    });
    signIn(tenant.admin);
    expect((await editContractAction(edit)).data).toEqual({ version: 2 });
  });

  it("not where it is another company's", async () => {
    const theirs = await makeContract(await makeTenant());
    const { serverError } = await editContractAction({
      ...editOf(typed()),
      contractId: theirs.id,
      version: 1,
    });
    expect(serverError?.code).toBe("not-found");
  });
});

describe("a contract is deactivated", () => {
  it("with its last billed day: later posted days are credited, and nothing is billed after it", async () => {
    const contractId = await postedContract();
    tenant.clock.set("2026-06-10T13:00:00Z");
    const { data } = await deactivateContractAction({ contractId, version: 1, lastBilledOn: "2026-06-09" });
    expect(data).toEqual({ version: 2 });
    expect(await stored(contractId)).toMatchObject({ status: "inactive", endOn: "2026-06-09" });
    const items = await itemsOf(contractId);
    expect(items.map(({ kind, effectiveOn, amountMinor }) => [kind, effectiveOn, amountMinor])).toEqual([
      ["proration", "2026-06-10", -7000n],
    ]);
    const events = await audited(contractId);
    expect(events.at(-1)).toMatchObject({ action: "contract.deactivated" });
  });

  it("with the day before its start: everything posted is credited", async () => {
    const contractId = await postedContract();
    await deactivateContractAction({ contractId, version: 1, lastBilledOn: "2026-05-31" });
    const items = await itemsOf(contractId);
    expect(items.map(({ amountMinor }) => amountMinor)).toEqual([-10_000n]);
  });

  it("before it has begun: nothing of it is ever billed", async () => {
    const { contractId } = await created({ startOn: "2026-09-01" });
    const { data } = await deactivateContractAction({ contractId, version: 1, lastBilledOn: "2026-08-31" });
    expect(data).toEqual({ version: 2 });
    expect(await stored(contractId)).toMatchObject({ status: "inactive", endOn: "2026-08-31" });
  });

  it("and activated again: the days after its end are billed as before", async () => {
    const contractId = await postedContract();
    const before = (await itemsOf(contractId)).map(({ contentHash }) => contentHash);
    tenant.clock.set("2026-06-10T13:00:00Z");
    await deactivateContractAction({ contractId, version: 1, lastBilledOn: "2026-06-09" });
    const { data } = await activateContractAction({ contractId, version: 2, endOn: null });
    expect(data).toEqual({ version: 3 });
    expect((await itemsOf(contractId)).map(({ contentHash }) => contentHash)).toEqual(before);
  });

  it.each([
    [
      "2026-05-30",
      "The contract starts on 2026-06-01; enter that day or a later one, or 2026-05-31 to bill nothing at all",
    ],
    [
      "2026-07-31",
      "To end a contract on a later day, edit it and set its end date: until then it is counted and billed",
    ],
  ])("not with %s as its last billed day", async (lastBilledOn, message) => {
    const { contractId } = await created();
    const { serverError } = await deactivateContractAction({ contractId, version: 1, lastBilledOn });
    expect(serverError?.fields).toEqual([{ path: "lastBilledOn", message }]);
    expect(await stored(contractId)).toMatchObject({ status: "active", endOn: null });
  });
});
