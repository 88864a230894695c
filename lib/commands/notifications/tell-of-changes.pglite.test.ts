import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { reading } from "@/db/schema/counting";
import { mailMessage } from "@/db/schema/mail";
import { type LineOutcome, syncRun, syncRunLine } from "@/db/schema/sync-run";
import { unitChangeDigests } from "@/lib/queries/unit-change-digests";
import { jobContextFor, makeAccount, makeContract, makeLine, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { tellOfChanges } from "./tell-of-changes";

beforeAll(async () => void (await startTestDatabase()));

const RULE = { assetTypeId: "1", billBy: { by: "assets" as const }, conditions: [], includeArchived: false };
const OTHER = [{ code: "pass-failed", message: "IT Glue could not be read" }];

/** A contract that tells ada, with one line at 10.00 a unit, and what its nights do. */
async function start(values: Partial<typeof contract.$inferInsert> = {}) {
  const of = await makeTenant({ clockAt: "2026-06-10T12:00:00Z" });
  const account = await makeAccount(of, { name: "RK Fabrics" });
  const made = await makeContract(of, {
    accountId: account.id,
    name: "Managed IT",
    isNotificationEnabled: true,
    notificationEmails: ["ada@example.com"],
    ...values,
  });
  const line = await makeLine(of, {
    contractId: made.id,
    name: "Seats",
    terms: { billBy: "flexible-assets", countRule: RULE, includedUnits: "2" },
  });
  type Result = { outcome: LineOutcome; from?: string | null; to?: string | null; reasons?: typeof OTHER };
  /** Records what a run did to the line; run again for one date, it is the same run taken up again. */
  async function night(
    businessOn: string,
    { outcome, from = "10", to = "12", reasons = [] }: Result,
    status: "completed" | "failed" | "running" | "missed" = "completed",
    at = "04:20",
  ): Promise<void> {
    const instant = `${businessOn}T${at}:00.000Z`;
    await withTenant(of.scope, async (db) => {
      const run = {
        tenantId: of.id,
        businessOn,
        trigger: "schedule" as const,
        startedAt: instant,
        summary: {},
      };
      const [before] = await db.select().from(syncRun).where(eq(syncRun.businessOn, businessOn));
      const [{ id: runId } = before!] = before
        ? await db
            .update(syncRun)
            .set({ status, finishedAt: instant })
            .where(eq(syncRun.id, before.id))
            .returning()
        : await db
            .insert(syncRun)
            .values({ ...run, status, finishedAt: instant })
            .returning();
      const [counted] = await db
        .insert(reading)
        .values({
          tenantId: of.id,
          accountId: account.id,
          contractId: made.id,
          lineId: line.id,
          runId,
          source: "nightly",
          rule: RULE,
          askedAt: instant,
          businessOn,
          state: outcome === "held" ? "held" : outcome === "not-counted" ? "unreachable" : "counted",
          reasons,
          units: outcome === "not-counted" ? null : to,
        })
        .returning();
      const columns = {
        readingId: counted!.id,
        state: counted!.state,
        outcome,
        previousUnits: from,
        units: outcome === "changed" ? to : from,
        reasons,
      };
      await db
        .insert(syncRunLine)
        .values({ ...columns, tenantId: of.id, runId: runId!, lineId: line.id })
        .onConflictDoUpdate({
          target: [syncRunLine.tenantId, syncRunLine.runId, syncRunLine.lineId],
          set: columns,
        });
    });
  }
  const tell = async (at = "2026-06-10T12:00:00Z") => {
    of.clock.set(at);
    return (await tellOfChanges(jobContextFor(of), { read: unitChangeDigests, origin: null })).messages;
  };
  const mails = () =>
    withTenant(of.scope, (db) => db.select().from(mailMessage).orderBy(asc(mailMessage.position)));
  return { of, contract: made, line, night, tell, mails };
}

describe("a night that changed units", () => {
  it("is told of in one e-mail, with the money of a whole period by the line's own terms", async () => {
    const { contract: about, night, tell, mails } = await start();
    await night("2026-06-10", { outcome: "changed", from: "1", to: "12" });
    expect(await tell()).toBe(1);
    const [mail] = await mails();
    expect(mail).toMatchObject({
      kind: "unit-changes",
      subjectKind: "contract",
      subjectId: about.id,
      toAddresses: ["ada@example.com"],
      subject: "RK Fabrics: units changed on 1 line (Managed IT, Jun 10, 2026)",
      status: "queued",
    });
    // Two units are included: 1 is billed as 0, 12 as 10.
    expect(mail!.textBody).toContain("Seats\n  1 → 12 units\n  +100.00 USD per whole month");
  });

  it("is told of once, however often and at the same time it is asked", async () => {
    const { night, tell, mails } = await start();
    await night("2026-06-10", { outcome: "changed" });
    await Promise.all([tell(), tell()]);
    expect(await tell()).toBe(0);
    expect(await mails()).toHaveLength(1);
  });

  it("is told of again, when it is taken up again, with what changed since and nothing else", async () => {
    const { night, tell, mails } = await start();
    await night("2026-06-10", { outcome: "not-counted", reasons: OTHER }, "failed", "09:00");
    expect(await tell("2026-06-10T10:30:00Z")).toBe(1);
    await night("2026-06-10", { outcome: "not-counted", reasons: OTHER }, "failed", "11:00");
    expect(await tell("2026-06-10T11:30:00Z")).toBe(0);
    await night("2026-06-10", { outcome: "changed" }, "completed", "12:00");
    expect(await tell("2026-06-10T12:30:00Z")).toBe(1);
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      "RK Fabrics: 1 line could not be counted (Managed IT, Jun 10, 2026)",
      "RK Fabrics: units changed on 1 line (Managed IT, Jun 10, 2026)",
    ]);
  });

  it("is told of by the next one where nobody came to it", async () => {
    const { night, tell, mails } = await start();
    await night("2026-06-08", { outcome: "changed" }, "missed");
    await night("2026-06-09", { outcome: "changed", from: "12", to: "13" });
    await night("2026-06-10", { outcome: "unchanged" });
    expect(await tell()).toBe(2);
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("Jun 8, 2026"),
      expect.stringContaining("Jun 9, 2026"),
    ]);
  });
});

describe("a night that is not over", () => {
  it.each([
    ["00:20, failed, and tried again", "failed" as const, "2026-06-10T04:20:00Z", 0],
    ["05:59, failed", "failed" as const, "2026-06-10T09:59:00Z", 0],
    ["06:00, failed", "failed" as const, "2026-06-10T10:00:00Z", 1],
    ["the next day, failed", "failed" as const, "2026-06-11T04:20:00Z", 1],
    ["00:20, completed", "completed" as const, "2026-06-10T04:20:00Z", 1],
    ["12:00, running", "running" as const, "2026-06-10T16:00:00Z", 0],
  ])("at %s: %s", async (_when, status, at, messages) => {
    const { night, tell } = await start();
    await night("2026-06-10", { outcome: "changed" }, status);
    expect(await tell(at)).toBe(messages);
  });
});

describe("a line that is held or not counted", () => {
  const held = { outcome: "held" as const, to: "0", reasons: [{ code: "fell-to-zero", message: "To 0" }] };

  it("is news once, and again where it stands otherwise", async () => {
    const { night, tell } = await start();
    await night("2026-06-05", held);
    expect(await tell("2026-06-05T12:00:00Z")).toBe(1);
    await night("2026-06-06", held);
    expect(await tell("2026-06-06T12:00:00Z")).toBe(0);
    await night("2026-06-07", { ...held, to: "1" });
    expect(await tell("2026-06-07T12:00:00Z")).toBe(1);
    await night("2026-06-08", { outcome: "not-counted", reasons: OTHER });
    expect(await tell("2026-06-08T12:00:00Z")).toBe(1);
    await night("2026-06-09", { outcome: "not-counted", reasons: OTHER });
    expect(await tell("2026-06-09T12:00:00Z")).toBe(0);
  });

  it("is told of with its reason, old and proposed units and money", async () => {
    const { night, tell, mails } = await start();
    await night("2026-06-10", held);
    await tell();
    const [mail] = await mails();
    expect(mail!.textBody).toContain("Held: 10 → 0 units waits for a decision.");
    expect(mail!.textBody).toContain("-80.00 USD per whole month, if it is approved");
    expect(mail!.textBody).toContain("Reason: To 0");
  });
});

describe("nobody is written to", () => {
  it("where nothing changed", async () => {
    const { night, tell } = await start();
    await night("2026-06-10", { outcome: "unchanged" });
    expect(await tell()).toBe(0);
  });

  it.each([
    ["are off", { isNotificationEnabled: false }],
    ["have no address", { notificationEmails: [] }],
  ])("where notifications %s; turned on later, past nights are not told", async (_what, values) => {
    const { of, contract: about, night, tell } = await start(values);
    await night("2026-06-10", { outcome: "changed" });
    expect(await tell()).toBe(0);
    await withTenant(of.scope, (db) =>
      db
        .update(contract)
        .set({ isNotificationEnabled: true, notificationEmails: ["ada@example.com"] })
        .where(eq(contract.id, about.id)),
    );
    expect(await tell()).toBe(0);
  });

  it("of another company's night", async () => {
    const { night, mails } = await start();
    await night("2026-06-10", { outcome: "changed" });
    const other = await start();
    expect(await other.tell()).toBe(0);
    expect(await mails()).toEqual([]);
  });
});
