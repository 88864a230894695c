import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import type { Session } from "@/lib/auth/session";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import {
  contextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeService,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { cloneContractAction } from "./actions";

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

/** A contract that bills, with a line that has ended, one of a rising price, and one that counts. */
async function original() {
  const row = await makeContract(tenant, {
    startOn: "2026-01-17",
    endOn: "2026-12-31",
    anchorDay: 5,
    billedElsewhereThroughOn: "2026-05-31",
    referenceNumber: "PO-7781",
    currency: "EUR",
  });
  const contractId = row.id;
  await makeLine(tenant, { contractId, startOn: "2026-01-17", endOn: "2026-05-31", name: "Ended" });
  await makeLine(tenant, {
    contractId,
    startOn: "2026-01-17",
    name: "Seats",
    description: "Per seat",
    sortOrder: 2,
    terms: {
      prorateDecreases: "none",
      minimumUnits: "5",
      ruleInWords: "Number of Licensing",
      billBy: "flexible-assets",
    },
    prices: [
      { effectiveOn: "2026-01-17", unitPrice: "9.00" },
      { effectiveOn: "2026-05-01", unitPrice: "10.00", unitCost: "7.50" },
      { effectiveOn: "2026-09-01", unitPrice: "12.00" },
    ],
    units: [{ effectiveOn: "2026-01-17", units: "10" }],
  });
  await makeLine(tenant, { contractId, startOn: "2026-07-01", name: "Later", sortOrder: 3 });
  return row;
}

const asked = (contractId: string, accountId: string) => ({
  contractId,
  accountId,
  name: "Second year",
  startOn: "2026-06-15",
  idForNew: crypto.randomUUID(),
});

const contracts = () => withTenant(tenant.scope, (db) => db.select().from(contract));

describe("a contract is cloned", () => {
  it("with its terms from a new start, for another account, and with the tenant's next number", async () => {
    const from = await original();
    const { id: accountId } = await makeAccount(tenant);
    const input = asked(from.id, accountId);
    const { data } = await cloneContractAction(input);
    expect(data).toEqual({ contractId: input.idForNew, contractNumber: 1 });
    const copy = (await contracts()).find(({ id }) => id === input.idForNew);
    expect(copy).toMatchObject({
      accountId,
      name: "Second year",
      referenceNumber: "",
      status: "active",
      billingCycle: "monthly",
      anchorDay: 5,
      currency: "EUR",
      startOn: "2026-06-15",
      endOn: null,
      billedElsewhereThroughOn: null,
      version: 1,
    });
  });

  it("with the lines that still bill, their newest terms and today's prices, and without units", async () => {
    const from = await original();
    const input = asked(from.id, from.accountId);
    await cloneContractAction(input);
    const ctx = contextFor(tenant);
    await withTenant(tenant.scope, async (db) => {
      const lines = await db
        .select()
        .from(contractLine)
        .where(eq(contractLine.contractId, input.idForNew))
        .orderBy(asc(contractLine.sortOrder));
      expect(lines.map(({ name, startOn, endOn }) => [name, startOn, endOn])).toEqual([
        ["Seats", "2026-06-15", null],
        ["Later", "2026-06-15", null],
      ]);
      const [seats, later] = lines;
      const [terms] = await db.select().from(lineTerms).where(eq(lineTerms.lineId, seats!.id));
      expect(terms).toMatchObject({
        termsVersion: 1,
        effectiveOn: "2026-06-15",
        billBy: "flexible-assets",
        ruleInWords: "Number of Licensing",
        prorateDecreases: "none",
        minimumUnits: "5",
        recordedBy: tenant.admin.name,
      });
      const pricesOf = async (lineId: string) =>
        (await db.select().from(priceSegment).where(eq(priceSegment.lineId, lineId))).map(
          ({ effectiveOn, unitPrice, unitCost }) => [effectiveOn, unitPrice, unitCost],
        );
      expect(await pricesOf(seats!.id)).toEqual([["2026-06-15", "10.00", "7.50"]]);
      expect(await pricesOf(later!.id)).toEqual([["2026-06-15", "10.00", null]]);
      expect(await db.select().from(unitSegment).where(eq(unitSegment.lineId, seats!.id))).toEqual([]);
      await reprojectLine(db, ctx, seats!.id);
      expect(await db.select().from(billingItem).where(eq(billingItem.lineId, seats!.id))).toEqual([]);
      const events = await db
        .select({ action: auditEvent.action, changes: auditEvent.changes })
        .from(auditEvent)
        .orderBy(asc(auditEvent.position));
      expect(events.map(({ action }) => action)).toEqual([
        "contract.created",
        "contract-line.created",
        "contract-line.created",
      ]);
      expect(events[0]!.changes).toMatchObject({
        copyOfContractNumber: { from: null, to: from.contractNumber },
      });
    });
  });

  it("once, when its form is sent twice; another form under a used id makes a copy of its own", async () => {
    const from = await original();
    const input = asked(from.id, from.accountId);
    const first = await cloneContractAction(input);
    expect((await cloneContractAction(input)).data).toEqual(first.data);
    const other = await cloneContractAction({ ...input, name: "Third year" });
    expect(other.data).toMatchObject({ contractNumber: 2 });
    expect(await contracts()).toHaveLength(3);
  });

  it.each([
    [{ startOn: "2026-05-31" }, "startOn", "A copy starts today or later; enter 2026-06-01 or a later day"],
    [
      { accountId: "00000000-0000-4000-8000-00000000000a" },
      "accountId",
      "This account does not exist; choose another one",
    ],
  ])("not with %o: the field says why, and no number is taken", async (values, path, message) => {
    const from = await original();
    const { serverError } = await cloneContractAction({ ...asked(from.id, from.accountId), ...values });
    expect(serverError?.fields).toEqual([{ path, message }]);
    expect(await contracts()).toHaveLength(1);
    expect((await cloneContractAction(asked(from.id, from.accountId))).data?.contractNumber).toBe(1);
  });

  it("not with a service that is no longer sold: it is named", async () => {
    const from = await original();
    const gone = await makeService(tenant, { name: "Fax line", isActive: false });
    await makeLine(tenant, { contractId: from.id, serviceId: gone.id, name: "Fax" });
    const { serverError } = await cloneContractAction(asked(from.id, from.accountId));
    expect(serverError?.code).toBe("invalid");
    expect(JSON.stringify(serverError)).toContain("The service Fax line of the service line Fax is inactive");
  });

  it("not by a Technician, and not from another company", async () => {
    const from = await original();
    const input = asked(from.id, from.accountId);
    signIn(await makeUser(tenant, { role: "Technician" }));
    expect((await cloneContractAction(input)).serverError?.code).toBe("not-allowed");
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect((await cloneContractAction(input)).serverError?.code).toBe("not-found");
  });
});
