import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import type { Session } from "@/lib/auth/session";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import {
  contextFor,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { decideHeldChangeAction } from "./actions";

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

/** A line of 10 units from June 1 whose count of 4, first seen on June 11, is held. */
async function heldLine(of: TestTenant = tenant) {
  const line = await makeLine(of, { units: [{ effectiveOn: "2026-06-01", units: "10" }] });
  of.clock.set("2026-06-11T13:00:00Z");
  return withTenant(of.scope, async (db) => {
    await reprojectLine(db, contextFor(of), line.id);
    const [own] = await db
      .select({ accountId: contract.accountId, contractId: contract.id })
      .from(contractLine)
      .innerJoin(contract, eq(contract.id, contractLine.contractId))
      .where(eq(contractLine.id, line.id));
    const [counted] = await db
      .insert(reading)
      .values({
        tenantId: of.id,
        ...own!,
        lineId: line.id,
        source: "nightly",
        rule: { assetTypeId: "1", billBy: { by: "assets" }, conditions: [], includeArchived: false },
        askedAt: "2026-06-11T04:15:00Z",
        businessOn: "2026-06-11",
        state: "held",
        reasons: [],
        units: "4",
      })
      .returning({ id: reading.id });
    const [held] = await db
      .insert(heldChange)
      .values({
        tenantId: of.id,
        lineId: line.id,
        readingId: counted!.id,
        firstSeenOn: "2026-06-11",
        currentUnits: "10",
        proposedUnits: "4",
        reasons: [{ code: "tolerance", message: "Billed units would go from 10 to 4" }],
        version: 1,
      })
      .returning();
    return { heldChangeId: held!.id, version: held!.version, lineId: line.id };
  });
}

const decisionOn = ({ heldChangeId, version }: { heldChangeId: string; version: number }) => ({
  heldChangeId,
  version,
  decision: "approve" as const,
  reason: "Six people left",
});

const read = (of: TestTenant, lineId: string) =>
  withTenant(of.scope, async (db) => ({
    status: (await db.select().from(heldChange).where(eq(heldChange.lineId, lineId)))[0]!.status,
    segments: (await db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId))).map(
      ({ effectiveOn, units }) => [effectiveOn, units],
    ),
    prorations: (await db.select().from(billingItem).where(eq(billingItem.lineId, lineId)))
      .filter((item) => item.kind === "proration")
      .map(({ effectiveOn, amountMinor }) => [effectiveOn, amountMinor]),
  }));
const UNDECIDED = { status: "open", segments: [["2026-06-01", "10"]], prorations: [] };

describe("deciding a held change", () => {
  it("approved, it applies from the day it was first seen, is prorated, and its reason is audited", async () => {
    const held = await heldLine();
    const { data } = await decideHeldChangeAction(decisionOn(held));
    expect(data).toEqual({ lineId: held.lineId });
    // 6 fewer from June 11: 6 × 10.00 × 20 of 30 days.
    expect(await read(tenant, held.lineId)).toEqual({
      status: "approved",
      segments: [
        ["2026-06-01", "10"],
        ["2026-06-11", "4"],
      ],
      prorations: [["2026-06-11", -4_000n]],
    });
    const events = await withTenant(tenant.scope, (db) => db.select().from(auditEvent));
    expect(events).toContainEqual(
      expect.objectContaining({ action: "held-change.approved", reason: "Six people left" }),
    );
  });

  it("rejected, units and money stay as they were", async () => {
    const held = await heldLine();
    await decideHeldChangeAction({ ...decisionOn(held), decision: "reject" });
    expect(await read(tenant, held.lineId)).toEqual({ ...UNDECIDED, status: "rejected" });
  });

  it("does nothing for a visitor who is not signed in", async () => {
    const held = await heldLine();
    signedIn.session = null;
    expect((await decideHeldChangeAction(decisionOn(held))).serverError?.code).toBe("signed-out");
    expect(await read(tenant, held.lineId)).toEqual(UNDECIDED);
  });

  it.each(["Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    const held = await heldLine();
    signIn(await makeUser(tenant, { role }));
    expect((await decideHeldChangeAction(decisionOn(held))).serverError?.code).toBe("not-allowed");
    expect(await read(tenant, held.lineId)).toEqual(UNDECIDED);
  });

  it("does not reach another company's", async () => {
    const other = await makeTenant();
    const theirs = await heldLine(other);
    expect((await decideHeldChangeAction(decisionOn(theirs))).serverError?.code).toBe("not-found");
    expect(await read(other, theirs.lineId)).toEqual(UNDECIDED);
  });

  it("is refused where a later night replaced what the person saw", async () => {
    const held = await heldLine();
    await withTenant(tenant.scope, (db) =>
      db
        .update(heldChange)
        .set({ proposedUnits: "3", version: 2 })
        .where(eq(heldChange.id, held.heldChangeId)),
    );
    expect((await decideHeldChangeAction(decisionOn(held))).serverError?.code).toBe("changed-meanwhile");
    expect(await read(tenant, held.lineId)).toEqual(UNDECIDED);
  });

  it("needs a reason", async () => {
    const held = await heldLine();
    const { validationErrors } = await decideHeldChangeAction({ ...decisionOn(held), reason: " " });
    expect(validationErrors?.fieldErrors.reason).toEqual(["Say in a few words why"]);
    expect(await read(tenant, held.lineId)).toEqual(UNDECIDED);
  });
});
