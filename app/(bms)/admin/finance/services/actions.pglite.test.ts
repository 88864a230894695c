import { and, asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { service } from "@/db/schema/service";
import type { Role } from "@/db/schema/tenant";
import type { Session } from "@/lib/auth/session";
import {
  contextFor,
  makeService,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { createServiceAction, editServiceAction, setServiceActiveAction } from "./actions";

const signedIn = vi.hoisted(() => ({ session: null as Session | null, of: null as TestTenant | null }));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: (session: Session) =>
    contextFor(signedIn.of!, {
      user: { ...signedIn.of!.admin, id: session.user.id, name: session.user.name, role: session.user.role },
    }),
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  signIn(tenant);
});

function signIn(of: TestTenant, user = of.admin) {
  signedIn.of = of;
  signedIn.session = sessionFor(of, user);
}

async function signInAs(role: Role) {
  signIn(tenant, await makeUser(tenant, { role }));
}

const typed = {
  name: "Microsoft 365 seat",
  description: "One licensed seat",
  category: "Cloud",
  subCategory: "Microsoft",
  unitOfMeasure: "Seat",
  unitPrice: "10.00",
  unitCost: "7.5",
  incomeAccount: "4000 Cloud sales",
  expenseAccount: "5000 Licences",
  isTaxable: true,
  isActive: true,
};

const stored = (of = tenant) =>
  withTenant(of.scope, (db) => db.select().from(service).where(eq(service.tenantId, of.id)));

const audited = (subjectId: string) =>
  withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "service"), eq(auditEvent.subjectId, subjectId)))
      .orderBy(asc(auditEvent.position)),
  );

describe("a service is created", () => {
  it("with what was typed, and the audit says who and what", async () => {
    const { data } = await createServiceAction(typed);
    const [row] = await stored();
    expect(row).toMatchObject({
      id: data?.serviceId,
      name: "Microsoft 365 seat",
      version: 1,
      isActive: true,
    });
    expect(row!.unitPrice).toBe("10.00");
    const [event] = await audited(row!.id);
    expect(event).toMatchObject({ action: "service.created", actorName: tenant.admin.name });
    expect(event!.changes).toMatchObject({
      unitPrice: { from: null, to: "10.00" },
      unitCost: { from: null, to: "7.50" },
    });
  });

  it.each([
    ["ten", "A price is a number such as 10.00; “ten” is not"],
    [
      "1,000.00",
      "A price is a number such as 10.00, with a point before the decimals and nothing between thousands; “1,000.00” is not",
    ],
    ["$10", "A price is a number such as 10.00, without a currency sign; “$10” has one"],
    ["-5", "A price cannot be negative; “-5” is: enter 0 or more"],
    ["1.123456789", "A price has at most 8 decimals; “1.123456789” has more: leave the last ones out"],
    ["1234567890123", "A price has at most 12 digits before the point; “1234567890123” has more"],
    ["1e3", "A price is a number such as 10.00; “1e3” is not"],
    [" ", "Enter a price, such as 10.00; 0 is allowed"],
  ])("not with the price %o: the field says why", async (unitPrice, message) => {
    const { validationErrors, data } = await createServiceAction({ ...typed, unitPrice });
    expect(data).toBeUndefined();
    expect(validationErrors?.fieldErrors).toEqual({ unitPrice: [message] });
    expect(await stored()).toEqual([]);
  });

  it("not with several faults at once: each field says its own", async () => {
    const { validationErrors } = await createServiceAction({
      ...typed,
      name: "  ",
      unitPrice: "x",
      unitCost: "-1",
    });
    expect(validationErrors?.fieldErrors).toEqual({
      name: ["Enter a name; customers read it on the invoice"],
      unitPrice: ["A price is a number such as 10.00; “x” is not"],
      unitCost: ["A cost cannot be negative; “-1” is: enter 0 or more"],
    });
  });

  it("not with fields that a service does not have", async () => {
    const forged = { ...typed, tenantId: crypto.randomUUID() };
    const { validationErrors } = await createServiceAction(forged);
    expect(validationErrors?.formErrors).toEqual(['Unrecognized key: "tenantId"']);
  });

  it("not under a name that is taken, in whatever case", async () => {
    await createServiceAction(typed);
    const { serverError } = await createServiceAction({ ...typed, name: "microsoft 365 SEAT" });
    expect(serverError).toMatchObject({
      code: "name-taken",
      fields: [
        {
          path: "name",
          message: "There is already a service named “Microsoft 365 seat”; choose another name",
        },
      ],
    });
  });

  it("under one name once when two saves meet", async () => {
    const results = await Promise.all([createServiceAction(typed), createServiceAction(typed)]);
    expect(results.map(({ data, serverError }) => (data ? "saved" : serverError?.code)).sort()).toEqual([
      "name-taken",
      "saved",
    ]);
  });

  it("under a name that another company has", async () => {
    const other = await makeTenant();
    await makeService(other, { name: typed.name });
    expect((await createServiceAction(typed)).data).toBeDefined();
  });

  it.each(["Technician", "Auditor"] as const)("not by a %s", async (role) => {
    await signInAs(role);
    expect((await createServiceAction(typed)).serverError?.code).toBe("not-allowed");
    expect(await stored()).toEqual([]);
  });

  it("not by a visitor", async () => {
    signedIn.session = null;
    expect((await createServiceAction(typed)).serverError?.code).toBe("signed-out");
  });
});

describe("a service is edited", () => {
  it("and lower and higher versions of it are told apart", async () => {
    const row = await makeService(tenant, { name: typed.name, unitPrice: "10" });
    const { data } = await editServiceAction({ ...typed, serviceId: row.id, version: 1, unitPrice: "12" });
    expect(data).toEqual({ version: 2 });
    const [event] = await audited(row.id);
    expect(event!.changes).toMatchObject({
      unitPrice: { from: "10.00", to: "12.00" },
      version: { from: 1, to: 2 },
    });
    expect(event!.changes).not.toHaveProperty("name");
  });

  it("in two tabs: the second is told who changed what, and nothing of its own is saved", async () => {
    const row = await makeService(tenant, { name: typed.name, unitPrice: "10" });
    const maria = await makeUser(tenant, { name: "Maria Ito", role: "Finance Manager" });
    signIn(tenant, maria);
    await editServiceAction({ ...typed, serviceId: row.id, version: 1, unitPrice: "12" });
    signIn(tenant);
    const second = await editServiceAction({ ...typed, serviceId: row.id, version: 1, unitPrice: "11" });
    expect(second.serverError?.code).toBe("changed-meanwhile");
    expect(second.serverError?.fields).toContainEqual({
      path: "unitPrice",
      message: "Maria Ito changed Unit price from “10.00” to “12.00”",
    });
    expect((await stored())[0]).toMatchObject({ unitPrice: "12.00", version: 2 });
  });

  it("not where it is another company's", async () => {
    const other = await makeTenant();
    const theirs = await makeService(other);
    const { serverError } = await editServiceAction({ ...typed, serviceId: theirs.id, version: 1 });
    expect(serverError?.code).toBe("not-found");
    expect((await stored(other))[0]!.name).toBe(theirs.name);
  });
});

describe("a service is deactivated", () => {
  it("and activated again, each with its audit", async () => {
    const row = await makeService(tenant);
    const off = await setServiceActiveAction({ serviceId: row.id, version: 1, isActive: false });
    expect((await stored())[0]!.isActive).toBe(false);
    await setServiceActiveAction({ serviceId: row.id, version: off.data!.version, isActive: true });
    expect((await stored())[0]!.isActive).toBe(true);
    expect((await audited(row.id)).map(({ action }) => action).sort()).toEqual([
      "service.activated",
      "service.deactivated",
    ]);
  });

  it("not from a tab that shows an older version", async () => {
    const row = await makeService(tenant);
    await setServiceActiveAction({ serviceId: row.id, version: 1, isActive: false });
    const late = await setServiceActiveAction({ serviceId: row.id, version: 1, isActive: false });
    expect(late.serverError?.code).toBe("changed-meanwhile");
  });
});
