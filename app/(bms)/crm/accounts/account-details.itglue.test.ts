import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import type { Role } from "@/db/schema/tenant";
import { emulatorRequestCounts } from "@/e2e/it-glue-emulator/control-client";
import type { Session } from "@/lib/auth/session";
import { type TwoSides, twoSides } from "@/lib/commands/organizations/two-way.fixture";
import { accountDetails } from "@/lib/queries/accounts/account-details";
import { type Bench, startBench } from "@/lib/testing/connected-tenant";
import {
  contextFor,
  makeAccount,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { addAccountAction, saveAccountDetailsAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  sent: [] as { name: string; data: unknown }[],
  isQueueDown: false,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/inngest/client", () => ({
  inngest: {
    send: async ({ name, data }: { name: string; data: unknown }) => {
      if (signedIn.isQueueDown) throw new Error("The queue takes nothing.");
      signedIn.sent.push({ name, data });
    },
  },
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  // No way to IT Glue is handed on: a save that asked it would fail.
  commandContext: ({ user }: Session) =>
    contextFor(signedIn.of!, {
      user: { ...signedIn.of!.admin, id: user.id, name: user.name, role: user.role },
    }),
}));

let bench: Bench;
let sides: TwoSides;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.control({ action: "reset" });
  sides = await twoSides(bench);
  Object.assign(signedIn, { sent: [], isQueueDown: false });
  signIn(sides.tenant);
});

function signIn(of: TestTenant, user = of.admin) {
  signedIn.of = of;
  signedIn.session = sessionFor(of, user);
}
const signInAs = async (role: Role) => signIn(sides.tenant, await makeUser(sides.tenant, { role }));

async function detailsOf(name: string) {
  const found = (await sides.here(name))!;
  const { accountCode, typeName, statusName, parentAccountId, isActive, id, version } = found;
  return {
    name,
    accountCode: accountCode ?? "",
    typeName: typeName ?? "",
    statusName: statusName ?? "",
    parentAccountId,
    isActive,
    accountId: id,
    version,
  };
}
const auditOf = (subjectId: string) =>
  withTenant(sides.tenant.scope, (db) =>
    db.select().from(auditEvent).where(eq(auditEvent.subjectId, subjectId)),
  );
const eventOf = (accountId: string) => ({
  name: "accounts/account.saved",
  data: { tenantId: sides.tenant.id, accountId, requestedBy: sides.tenant.admin.name },
});

describe("saving the details of an account", () => {
  it("stores and audits them at once, asks for a sync, and leaves IT Glue to it", async () => {
    const before = await detailsOf("RK Fabrics");
    const asked = await emulatorRequestCounts(bench.emulator.url);
    const { data } = await saveAccountDetailsAction({ ...before, name: " RK Textiles ", accountCode: "" });
    expect(data).toEqual({ version: 2 });
    expect(await sides.here("RK Textiles")).toMatchObject({ accountCode: null, version: 2 });
    expect(signedIn.sent).toEqual([eventOf(before.accountId)]);
    expect(await emulatorRequestCounts(bench.emulator.url)).toEqual(asked);
    expect(await auditOf(before.accountId)).toMatchObject([
      {
        action: "account.details-saved",
        changes: {
          name: { from: "RK Fabrics", to: "RK Textiles" },
          accountCode: { from: "RK", to: null },
          version: { from: 1, to: 2 },
        },
      },
    ]);
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("RK Textiles")?.shortName).toBeNull();
  });

  it("asks for no sync where nothing changed", async () => {
    expect((await saveAccountDetailsAction(await detailsOf("RK Fabrics"))).data).toEqual({ version: 2 });
    expect(signedIn.sent).toEqual([]);
  });

  it("is saved also where the queue is down", async () => {
    signedIn.isQueueDown = true;
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { data } = await saveAccountDetailsAction({
      ...(await detailsOf("RK Fabrics")),
      accountCode: "RKT",
    });
    expect(data).toEqual({ version: 2 });
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });

  it("refuses an older version and names what the other changed", async () => {
    const opened = await detailsOf("RK Fabrics");
    await saveAccountDetailsAction({ ...opened, typeName: "Prospect" });
    const { serverError } = await saveAccountDetailsAction({ ...opened, name: "Mine" });
    expect(serverError).toMatchObject({ code: "changed-meanwhile" });
    expect(serverError?.fields).toContainEqual({
      path: "typeName",
      message: expect.stringContaining("changed Type from “Customer” to “Prospect”"),
    });
    expect(await sides.here("Mine")).toBeUndefined();
  });

  it("refuses a blank name, and a parent that is itself, below it, or not there", async () => {
    const [parent, child] = [
      await detailsOf("Harbor Dental Group"),
      await detailsOf("Harbor Dental Downtown"),
    ];
    const { validationErrors } = await saveAccountDetailsAction({ ...parent, name: " " });
    expect(Object.keys(validationErrors?.fieldErrors ?? {})).toEqual(["name"]);
    for (const parentAccountId of [parent.accountId, child.accountId]) {
      const { serverError } = await saveAccountDetailsAction({ ...parent, parentAccountId });
      expect(serverError).toMatchObject({ code: "invalid", fields: [{ path: "parentAccountId" }] });
    }
    const other = await makeTenant();
    const foreign = await makeAccount(other, { name: "Theirs" });
    const { serverError } = await saveAccountDetailsAction({ ...parent, parentAccountId: foreign.id });
    expect(serverError?.code).toBe("not-found");
    expect(await detailsOf("Harbor Dental Group")).toEqual(parent);
    expect(signedIn.sent).toEqual([]);
  });

  it.each(["Technician", "Auditor"] as const)("is not for a %s", async (role) => {
    const opened = await detailsOf("RK Fabrics");
    await signInAs(role);
    expect((await saveAccountDetailsAction(opened)).serverError?.code).toBe("not-allowed");
    const { accountId: _id, version: _version, isActive: _active, ...typed } = opened;
    expect((await addAccountAction(typed)).serverError?.code).toBe("not-allowed");
  });
});

describe("an account made by hand", () => {
  it("starts with the defaults of the settings, and makes its organization by the next sync", async () => {
    await sides.settings({ accountDefaults: { currency: "EUR", paymentTermDays: 14 } });
    const { data } = await addAccountAction({
      name: "Brightwater Spa",
      accountCode: "BRIGHT",
      typeName: "Customer",
      statusName: "Active",
      parentAccountId: null,
    });
    const [made] = await withTenant(sides.tenant.scope, (db) =>
      db.select().from(account).where(eq(account.id, data!.accountId)),
    );
    expect(made).toMatchObject({ source: "manual", currency: "EUR", paymentTermDays: 14, isActive: true });
    expect(signedIn.sent).toEqual([eventOf(data!.accountId)]);
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("Brightwater Spa")?.shortName).toBe("BRIGHT");
  });
});

describe("the form of an account", () => {
  it("offers IT Glue's types and statuses and the other accounts, and says whether changes go there", async () => {
    const { accountId } = await detailsOf("RK Fabrics");
    const details = await accountDetails(sides.tenant.scope, accountId);
    expect(details).toMatchObject({
      account: { id: accountId, name: "RK Fabrics", accountCode: "RK", version: 1 },
      isTwoWay: true,
    });
    expect(details.types).toEqual(expect.arrayContaining(["Customer", "Prospect"]));
    expect(details.statuses).toEqual(expect.arrayContaining(["Active", "Inactive"]));
    expect(details.parents).toHaveLength(26);
    expect(details.parents.map(({ id }) => id)).not.toContain(accountId);
    const other = await makeTenant();
    expect(await accountDetails(other.scope, accountId)).toEqual({
      account: null,
      types: [],
      statuses: [],
      parents: [],
      isTwoWay: false,
    });
  });
});
