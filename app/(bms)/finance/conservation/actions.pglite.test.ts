import type { PGlite } from "@electric-sql/pglite";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import type { Session } from "@/lib/auth/session";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { conservation, parkedAccounts } from "@/lib/queries/conservation";
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
import { checkNowAction, releaseAccountAction } from "./actions";

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

let client: PGlite;
let tenant: TestTenant;
let lineId: string;
beforeAll(async () => {
  client = await startTestDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant();
  signIn(tenant.admin);
  const account = await makeAccount(tenant, { name: "RK Fabrics" });
  const contract = await makeContract(tenant, { accountId: account.id });
  const line = await makeLine(tenant, {
    name: "Seats",
    contractId: contract.id,
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
  });
  lineId = line.id;
  await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const plant = (minor: number) =>
  client.query(
    "UPDATE billing_item SET amount_minor = $2 WHERE line_id = $1 AND period_start_on = '2026-06-01'",
    [lineId, minor],
  );

/** Posts the item of June, as a person would. */
async function postJune() {
  const [june] = await withTenant(tenant.scope, (db) =>
    db.select().from(billingItem).where(eq(billingItem.lineId, lineId)).orderBy(billingItem.periodStartOn),
  );
  return postItems(contextFor(tenant), { items: [{ id: june!.id, contentHash: june!.contentHash }] });
}

const parked = async () => (await conservation(tenant.scope)).parked;

describe("Check now", () => {
  it("answers what it looked at, parks what differs, and nothing of that account is posted", async () => {
    await plant(9_000);
    expect((await checkNowAction({})).data).toEqual({ accounts: 1, lines: 1, differences: 1 });
    expect(await conservation(tenant.scope)).toMatchObject({
      checks: [{ trigger: "on-demand", accounts: 1, lines: 1, differences: 1 }],
      parked: [
        {
          accountName: "RK Fabrics",
          reason: "conservation",
          lineId,
          explanation:
            "“Seats”, 1 to 30 June 2026: 100.00 USD is due, but 0.00 is posted and 90.00 in review, 10.00 too little.",
        },
      ],
    });
    expect(await parkedAccounts(tenant.scope)).toBe(1);
    await expect(postJune()).rejects.toMatchObject({ code: "account-parked" });
  });

  it.each(["Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    signIn(await makeUser(tenant, { role }));
    expect((await checkNowAction({})).serverError?.code).toBe("not-allowed");
  });
});

describe("Release", () => {
  beforeEach(async () => {
    await plant(9_000);
    await checkNowAction({});
  });

  it("bills the account again, keeps the reason, and the same difference does not park it again", async () => {
    signIn(await makeUser(tenant, { role: "Finance Manager", name: "Fay" }));
    const [park] = await parked();
    const answer = await releaseAccountAction({ parkId: park!.id, reason: "Agreed with the customer" });
    expect(answer.data).toEqual({ accountId: park!.accountId });
    await checkNowAction({});
    expect(await parked()).toEqual([]);
    const events = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "account.released")),
    );
    expect(events).toMatchObject([{ actorName: "Fay", reason: "Agreed with the customer" }]);
    expect(await postJune()).toEqual({ posted: 1 });
  });

  it("is undone by another difference", async () => {
    const [park] = await parked();
    await releaseAccountAction({ parkId: park!.id, reason: "Agreed with the customer" });
    await plant(8_000);
    await checkNowAction({});
    expect(await parked()).toMatchObject([{ explanation: expect.stringContaining("20.00 too little") }]);
  });

  it("asks for a reason", async () => {
    const [park] = await parked();
    const { validationErrors } = await releaseAccountAction({ parkId: park!.id, reason: "  " });
    expect(validationErrors).toMatchObject({ fieldErrors: { reason: ["Say in a few words why"] } });
    expect(await parked()).toHaveLength(1);
  });

  it("refuses what somebody else released, and parks of another company", async () => {
    const [park] = await parked();
    await releaseAccountAction({ parkId: park!.id, reason: "Agreed" });
    const again = await releaseAccountAction({ parkId: park!.id, reason: "Agreed" });
    expect(again.serverError).toMatchObject({ code: "not-found" });
    const other = await makeTenant();
    signedIn.of = other;
    signedIn.user = other.admin;
    signedIn.session = sessionFor(other);
    const theirs = await releaseAccountAction({ parkId: park!.id, reason: "Agreed" });
    expect(theirs.serverError?.code).toBe("not-found");
  });

  it.each(["Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    const [park] = await parked();
    signIn(await makeUser(tenant, { role }));
    const { serverError } = await releaseAccountAction({ parkId: park!.id, reason: "Agreed" });
    expect(serverError?.code).toBe("not-allowed");
    expect(await parked()).toHaveLength(1);
  });
});
