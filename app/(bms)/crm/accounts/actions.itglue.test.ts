import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import type { Role } from "@/db/schema/tenant";
import { organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import type { Session } from "@/lib/auth/session";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { type Bench, BLUEFIN, connectedTenant, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, makeUser, sessionFor, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { linkOrganizationAction, unlinkOrganizationAction } from "../organization-mapping/actions";
import { createAccountAction, saveAccountAction, syncOrganizationsAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  itGlue: undefined as Bench["itGlue"] | undefined,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: ({ user }: Session) =>
    contextFor(signedIn.of!, {
      user: { ...signedIn.of!.admin, id: user.id, name: user.name, role: user.role },
      itGlue: signedIn.itGlue,
    }),
}));

let bench: Bench;
let ours: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
  signedIn.itGlue = bench.itGlue;
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.control({ action: "reset" });
  const [a, b] = [await connectedTenant(bench), await connectedTenant(bench, BLUEFIN)];
  await syncOrganizations(b.ctx);
  ours = a.tenant;
  theirs = b.tenant;
  signIn(ours);
});

function signIn(of: TestTenant, user = of.admin) {
  signedIn.of = of;
  signedIn.session = sessionFor(of, user);
}
const signInAs = async (role: Role) => signIn(ours, await makeUser(ours, { role }));

const accountsOf = (of: TestTenant) =>
  withTenant(of.scope, (db) => db.select().from(account).orderBy(account.name));
const named = async (of: TestTenant, name: string) => {
  const [row] = await withTenant(of.scope, (db) => db.select().from(account).where(eq(account.name, name)));
  return row!;
};
const typed = {
  billingName: "",
  billingAddress: "",
  currency: "",
  taxRatePercent: "8.25",
  paymentTermDays: "30",
};

describe("sync organizations now", () => {
  it("answers what it brought, for a Technician too", async () => {
    await signInAs("Technician");
    const { data } = await syncOrganizationsAction();
    expect(data).toMatchObject({ created: 27, total: 27 });
  });

  it("answers a failure of IT Glue in words, and changes nothing", async () => {
    await bench.control({ action: "fault", kind: "503" });
    const { data, serverError } = await syncOrganizationsAction();
    expect(data).toBeUndefined();
    expect(serverError).toMatchObject({
      code: "it-glue-unreachable",
      message: expect.stringContaining("IT Glue did not answer"),
      fix: expect.any(String),
    });
    expect(await accountsOf(ours)).toEqual([]);
  });

  it("is refused to an Auditor and to nobody", async () => {
    await signInAs("Auditor");
    expect((await syncOrganizationsAction()).serverError?.code).toBe("not-allowed");
    signedIn.session = null;
    expect((await syncOrganizationsAction()).serverError?.code).toBe("signed-out");
  });
});

describe("forged ids", () => {
  it("of another tenant's account and organization are not found, and nothing of either tenant changes", async () => {
    await syncOrganizationsAction();
    const [own, foreign] = [await named(ours, "RK Fabrics"), await named(theirs, "Camden Books")];
    const foreignOrganization = organizationOf(bench.emulator.state, "bluefin", "Camden Books").id;
    const ownOrganization = organizationOf(bench.emulator.state, "northwind", "RK Fabrics").id;
    const before = [await accountsOf(ours), await accountsOf(theirs)];
    const answers = [
      await saveAccountAction({ ...typed, accountId: foreign.id, version: 1 }),
      await linkOrganizationAction({ accountId: foreign.id, version: 1, organizationId: ownOrganization }),
      await linkOrganizationAction({ accountId: own.id, version: 1, organizationId: foreignOrganization }),
      await unlinkOrganizationAction({
        accountId: foreign.id,
        version: 1,
        organizationId: foreignOrganization,
      }),
      await createAccountAction({ organizationId: foreignOrganization }),
    ];
    expect(answers.map(({ serverError }) => serverError?.code)).toEqual(Array(5).fill("not-found"));
    expect([await accountsOf(ours), await accountsOf(theirs)]).toEqual(before);
  });

  it("and a tenant id from the browser are refused as input", async () => {
    const input = { accountId: "1 OR 1=1", version: 1, organizationId: "x", tenantId: theirs.id };
    const { validationErrors } = await linkOrganizationAction(input);
    expect(Object.keys(validationErrors?.fieldErrors ?? {}).sort()).toEqual(["accountId", "organizationId"]);
    const foreign = { ...typed, accountId: theirs.id, version: 1, tenantId: theirs.id };
    expect((await saveAccountAction(foreign)).validationErrors).toBeDefined();
  });
});

describe("billing details", () => {
  it("are saved as typed; each fault comes back under its field", async () => {
    await syncOrganizationsAction();
    const rk = await named(ours, "RK Fabrics");
    const bad = { ...typed, taxRatePercent: "8,25", paymentTermDays: "never", accountId: rk.id, version: 1 };
    const { validationErrors } = await saveAccountAction(bad);
    expect(Object.keys(validationErrors?.fieldErrors ?? {}).sort()).toEqual([
      "paymentTermDays",
      "taxRatePercent",
    ]);
    expect((await saveAccountAction({ ...typed, accountId: rk.id, version: 1 })).data).toEqual({
      version: 2,
    });
    expect((await named(ours, "RK Fabrics")).taxRatePercent).toBe("8.2500");
  });

  it("are not a Technician's to change", async () => {
    await signInAs("Technician");
    const input = { ...typed, accountId: crypto.randomUUID(), version: 1 };
    expect((await saveAccountAction(input)).serverError?.code).toBe("not-allowed");
  });
});
