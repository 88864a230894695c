import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { unitSegment } from "@/db/schema/counting";
import type { SetOverrideInput } from "@/lib/inputs/unit-overrides";
import { lineFigures } from "@/lib/queries/line-figures";
import { contextFor, makeLine, makeTenant, makeUser, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { postItems } from "../billing/post-items";
import { reprojectLine } from "../billing/reproject-line";
import { appendUnitSegment } from "../contract-lines/append-segment";
import { setOverride } from "./set-override";
import { withdrawOverride } from "./withdraw-override";

let tenant: TestTenant;
let lineId: string;
beforeAll(async () => void (await startTestDatabase()));
/** 10 units at 10.00 from 1 June 2026, June posted: 100.00. */
beforeEach(async () => {
  tenant = await makeTenant();
  lineId = (await makeLine(tenant, { units: [{ effectiveOn: "2026-06-01", units: "10" }] })).id;
  await project();
  const [june] = await items();
  await postItems(contextFor(tenant), { items: [{ id: june!.id, contentHash: june!.contentHash }] });
});

const project = () => withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), lineId));
const items = () =>
  withTenant(tenant.scope, (db) =>
    db.select().from(billingItem).where(eq(billingItem.lineId, lineId)).orderBy(asc(billingItem.effectiveOn)),
  );
const june = async () =>
  (await items())
    .filter(({ effectiveOn }) => effectiveOn < "2026-07-01")
    .map(({ effectiveOn, amountMinor }) => [effectiveOn, amountMinor]);
const set = (values: Partial<SetOverrideInput> = {}) =>
  setOverride(contextFor(tenant), {
    lineId,
    version: 1,
    fromOn: "2026-06-11",
    throughOn: "2026-06-20",
    units: "7",
    reason: "Three seats are lent out",
    ...values,
  });
const count = async (effectiveOn: string, units: string) => {
  await withTenant(tenant.scope, (db) =>
    appendUnitSegment(db, contextFor(tenant), {
      lineId,
      effectiveOn,
      units,
      source: "nightly",
      readingId: null,
    }),
  );
  await project();
};
const figuresOn = async (on: string) =>
  (
    await withTenant(tenant.scope, (db) =>
      lineFigures(db, tenant.scope, [{ id: lineId, currency: "USD" }], on),
    )
  ).get(lineId)!;

describe("an override", () => {
  it("is prorated from its first day, and back the day after its last", async () => {
    await set();
    // 3 units less for 20 days, 3 more for the last 10.
    expect(await june()).toEqual([
      ["2026-06-11", -2000n],
      ["2026-06-21", 1000n],
    ]);
  });

  it("stands over what is counted beside it; the latest count applies the day after", async () => {
    await set();
    await count("2026-06-15", "12");
    expect(await june()).toEqual([
      ["2026-06-11", -2000n],
      // 7 → 12 units for the last 10 days.
      ["2026-06-21", 1667n],
    ]);
    const segments = await withTenant(tenant.scope, (db) =>
      db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId)),
    );
    expect(segments.map(({ units }) => units)).toEqual(["10", "12"]);
  });

  it("shows what is billed, what was counted, and through when", async () => {
    await set();
    expect(await figuresOn("2026-06-20")).toMatchObject({
      units: "10",
      billedUnits: "7",
      override: { units: "7", throughOn: "2026-06-20", reason: "Three seats are lent out" },
    });
    expect(await figuresOn("2026-06-21")).toMatchObject({ billedUnits: "10", override: null });
  });

  it("is taken back without a trace in money, and stays in the audit log", async () => {
    const { overrideId, version } = await set();
    await withdrawOverride(contextFor(tenant), { overrideId, lineId, version });
    expect(await june()).toEqual([]);
    await expect(
      withdrawOverride(contextFor(tenant), { overrideId, lineId, version: version + 1 }),
    ).rejects.toMatchObject({ code: "not-found" });
    const events = await withTenant(tenant.scope, (db) =>
      db
        .select({ action: auditEvent.action, reason: auditEvent.reason })
        .from(auditEvent)
        .where(eq(auditEvent.subjectId, lineId))
        .orderBy(asc(auditEvent.position)),
    );
    expect(events.map(({ action }) => action)).toEqual(["unit-override.set", "unit-override.withdrawn"]);
    expect(events[0]!.reason).toBe("Three seats are lent out");
  });

  it("that began more than a year ago is an Administrator's alone to take back", async () => {
    const { overrideId, version } = await set();
    tenant.clock.set("2027-06-12T13:00:00Z");
    const finance = await makeUser(tenant, { role: "Finance Manager" });
    const before = await june();
    const input = { overrideId, lineId, version };
    await expect(withdrawOverride(contextFor(tenant, { user: finance }), input)).rejects.toMatchObject({
      code: "too-far-back",
    });
    expect(await june()).toEqual(before);
    await withdrawOverride(contextFor(tenant), input);
    expect(await june()).toEqual([]);
  });
});

describe("an override is refused", () => {
  it.each<[string, Partial<SetOverrideInput>, string]>([
    ["before the line starts", { fromOn: "2026-05-31" }, "fromOn"],
    ["with its days in the wrong order", { throughOn: "2026-06-10" }, "throughOn"],
    ["with negative units", { units: "-1" }, "units"],
    ["without a reason", { reason: "" }, "reason"],
  ])("%s", async (_name, values, path) => {
    const before = await items();
    const refused = await set(values).then(
      () => null,
      (error: { issues?: { path: string[] }[]; fields?: { path: string }[] }) =>
        error.fields?.[0]?.path ?? error.issues?.[0]?.path.join("."),
    );
    expect(refused).toBe(path);
    expect(await items()).toEqual(before);
  });

  it("on a line that was never counted: the day after, its minimum would be billed for units nobody knows", async () => {
    lineId = (await makeLine(tenant, { terms: { minimumUnits: "5" } })).id;
    await expect(set()).rejects.toMatchObject({ code: "invalid", fields: [{ path: "fromOn" }] });
    expect(await items()).toEqual([]);
  });

  it("over the days of another one, beside an older page, and by a role that may not", async () => {
    const { version } = await set();
    await expect(set({ version, fromOn: "2026-06-20", throughOn: "2026-06-30" })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "fromOn" }],
    });
    await expect(set({ fromOn: "2026-07-01", throughOn: "2026-07-02" })).rejects.toMatchObject({
      code: "changed-meanwhile",
    });
    const auditor = await makeUser(tenant, { role: "Auditor" });
    const input = {
      lineId,
      version,
      fromOn: "2026-07-01",
      throughOn: "2026-07-02",
      units: "1",
      reason: "Free",
    };
    await expect(setOverride(contextFor(tenant, { user: auditor }), input)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(setOverride(contextFor(await makeTenant()), input)).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
