import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { contractLine, lineTerms } from "@/db/schema/contract";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import { userConnection } from "@/db/schema/it-glue";
import type { Session } from "@/lib/auth/session";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { SaveLineInput } from "@/lib/inputs/contract-lines";
import {
  contextFor,
  makeContract,
  makeService,
  makeTenant,
  makeUser,
  sessionFor,
  type TestUser,
} from "@/lib/testing/factories";
import { type MainJob, seatsRule, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { refreshAssetTypesAction, saveLineAction, updateUnitsAction } from "./actions";

const PREMIUM = "Microsoft 365 Business Premium";
const STANDARD = "Microsoft 365 Business Standard";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  job: null as MainJob | null,
  user: null as TestUser | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () =>
    contextFor(signedIn.job!.tenant, { user: signedIn.user!, itGlue: signedIn.job!.itGlue }),
}));

let job: MainJob;
let serviceId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  serviceId = (await makeService(job.tenant)).id;
  await signIn(job.tenant.admin);
});
afterEach(() => job.stop());

/** Signs a user in whose own IT Glue account is connected. */
async function signIn(user: TestUser) {
  signedIn.job = job;
  signedIn.user = user;
  signedIn.session = sessionFor(job.tenant, user);
  await withTenant(job.tenant.scope, (db) =>
    db
      .insert(userConnection)
      .values({
        tenantId: job.tenant.id,
        userId: user.id,
        connectionId: job.account.connectionId,
        kind: "api-key",
        sealedAccess: "sealed",
        status: "connected",
        connectedAt: "2026-06-01T13:00:00Z",
        details: {},
      })
      .onConflictDoNothing(),
  );
}

async function updateUnits(
  values: Partial<{ contractId: string; lineId: string | null; rule: CountRule }> = {},
) {
  const { data, serverError } = await updateUnitsAction({
    contractId: job.contract.id,
    lineId: null,
    rule: job.rule,
    ...values,
  });
  expect(serverError).toBeUndefined();
  return data!;
}

/** A new line of RK Fabrics with this reading. */
const newLine = (readingId: string | null, values: Partial<SaveLineInput> = {}): SaveLineInput => ({
  contractId: job.contract.id,
  lineId: null,
  version: null,
  serviceId,
  name: "Microsoft 365 seat",
  description: "",
  startOn: "2026-06-01",
  unitPrice: "10.00",
  unitCost: null,
  billBy: { by: "flexible-assets", rule: job.rule, readingId },
  rounding: "none",
  minimumUnits: null,
  includedUnits: null,
  maximumUnits: null,
  prorateIncreases: "daily",
  prorateDecreases: "daily",
  effectiveOn: "2026-06-01",
  priceEffectiveOn: null,
  reason: "",
  ...values,
});

const segmentsOf = (lineId: string) =>
  withTenant(job.tenant.scope, (db) =>
    db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId)).orderBy(unitSegment.recordedAt),
  );

const unitsOf = async (lineId: string) =>
  (await segmentsOf(lineId)).map(({ effectiveOn, units }) => [effectiveOn, units]);

const linesOf = () =>
  withTenant(job.tenant.scope, (db) =>
    db.select().from(contractLine).where(eq(contractLine.contractId, job.contract.id)),
  );

async function savedLine(): Promise<string> {
  const { readingId } = await updateUnits();
  const { data, serverError, validationErrors } = await saveLineAction(newLine(readingId));
  expect({ serverError, validationErrors }).toEqual({ serverError: undefined, validationErrors: undefined });
  return data!.lineId;
}

describe("Update Units, then Save", () => {
  it("shows old and new units with the matched and left-out assets, and saves what the server counted", async () => {
    const shown = await updateUnits();
    expect(shown).toMatchObject({
      state: "counted",
      units: "10",
      previousUnits: null,
      businessOn: "2026-06-01",
      ruleInWords: `Sum of Seats on Microsoft 365 assets whose License is ${PREMIUM} or ${STANDARD}`,
    });
    expect(shown.evidence!.counted.map(({ value }) => value).sort()).toEqual(["4", "6"]);
    expect(shown.evidence!.leftOut.length).toBeGreaterThan(0);

    const { data } = await saveLineAction(newLine(shown.readingId));
    expect(data).toMatchObject({ version: 1, units: { units: "10", effectiveOn: "2026-06-01" } });
    const [segment] = await segmentsOf(data!.lineId);
    expect(segment).toMatchObject({ source: "update-units", readingId: shown.readingId, units: "10" });
    const [terms] = await withTenant(job.tenant.scope, (db) =>
      db.select().from(lineTerms).where(eq(lineTerms.lineId, data!.lineId)),
    );
    expect(terms).toMatchObject({
      billBy: "flexible-assets",
      countRule: job.rule,
      ruleInWords: shown.ruleInWords,
    });
  });

  it("changes no units before the save", async () => {
    const lineId = await savedLine();
    await job.setSeats(PREMIUM, 7);
    const shown = await updateUnits({ lineId });
    expect(shown).toMatchObject({ units: "11", previousUnits: "10" });
    expect(await unitsOf(lineId)).toEqual([["2026-06-01", "10"]]);
  });

  it("saves a later count from Effective from, and a repeated one writes nothing", async () => {
    const lineId = await savedLine();
    job.tenant.clock.set("2026-06-10T13:00:00Z");
    await job.setSeats(PREMIUM, 7);
    const first = await updateUnits({ lineId });
    await saveLineAction(newLine(first.readingId, { lineId, version: 1, effectiveOn: "2026-06-10" }));
    const again = await updateUnits({ lineId });
    const { data } = await saveLineAction(
      newLine(again.readingId, { lineId, version: 2, effectiveOn: "2026-06-10" }),
    );
    expect(data).toMatchObject({ version: 3, units: null });
    expect(await unitsOf(lineId)).toEqual([
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ]);
  });

  it("with an earlier Effective from keeps what was recorded later, and bills today what was counted today", async () => {
    const lineId = await savedLine();
    job.tenant.clock.set("2026-06-20T13:00:00Z");
    await job.setSeats(PREMIUM, 8);
    const on20 = await updateUnits({ lineId });
    await saveLineAction(newLine(on20.readingId, { lineId, version: 1, effectiveOn: "2026-06-20" }));
    job.tenant.clock.set("2026-06-25T13:00:00Z");
    await job.setSeats(PREMIUM, 11);
    const on25 = await updateUnits({ lineId });
    await saveLineAction(newLine(on25.readingId, { lineId, version: 2, effectiveOn: "2026-06-10" }));
    expect(await unitsOf(lineId)).toEqual([
      ["2026-06-01", "10"],
      ["2026-06-20", "12"],
      ["2026-06-10", "15"],
      ["2026-06-25", "15"],
    ]);
  });

  it("refuses a future Effective from for what was counted today", async () => {
    const lineId = await savedLine();
    await job.setSeats(PREMIUM, 7);
    const { readingId } = await updateUnits({ lineId });
    const { serverError } = await saveLineAction(
      newLine(readingId, { lineId, version: 1, effectiveOn: "2026-07-01" }),
    );
    expect(serverError).toMatchObject({ code: "invalid", fields: [{ path: "effectiveOn" }] });
  });

  it("asks for a reason beyond the gate, saves with it, and settles a change that was held", async () => {
    const lineId = await savedLine();
    await job.setSeats(PREMIUM, 60);
    await job.night("2026-06-02");
    job.tenant.clock.set("2026-06-02T13:00:00Z");
    const { readingId } = await updateUnits({ lineId });
    const change = newLine(readingId, { lineId, version: 1, effectiveOn: "2026-06-02" });
    const refused = await saveLineAction(change);
    expect(refused.serverError).toMatchObject({
      code: "reason-required",
      fields: [
        {
          path: "reason",
          message: "Billed units would go from 10 to 64. Say why this is right, then save again",
        },
      ],
    });
    expect(await unitsOf(lineId)).toEqual([["2026-06-01", "10"]]);

    await saveLineAction({ ...change, reason: "New office, confirmed by phone" });
    expect((await segmentsOf(lineId)).at(-1)).toMatchObject({
      units: "64",
      reason: "New office, confirmed by phone",
    });
    const held = await withTenant(job.tenant.scope, (db) =>
      db.select().from(heldChange).where(eq(heldChange.lineId, lineId)),
    );
    expect(held).toMatchObject([{ status: "closed", proposedUnits: "64" }]);
  });
});

describe("a save takes no units from the browser", () => {
  it("refuses units beside a rule", async () => {
    const { readingId } = await updateUnits();
    const input = newLine(readingId);
    const forged = { ...input, billBy: { ...input.billBy, units: "999" } } as unknown as SaveLineInput;
    const { validationErrors, data } = await saveLineAction(forged);
    expect(data).toBeUndefined();
    expect(JSON.stringify(validationErrors)).toContain("Unrecognized key");
    expect(await linesOf()).toHaveLength(1);
  });

  it("refuses a mapped line that was not counted", async () => {
    await refreshAssetTypesAction();
    const { serverError } = await saveLineAction(newLine(null));
    expect(serverError).toMatchObject({
      code: "invalid",
      fields: [
        {
          path: "billBy.readingId",
          message: "What is counted is new or has changed: press Update Units, then save",
        },
      ],
    });
  });

  it("refuses a reading of another rule", async () => {
    const { readingId } = await updateUnits();
    const rule = await seatsRule(job.emulator, [PREMIUM]);
    const { serverError } = await saveLineAction(
      newLine(readingId, { billBy: { by: "flexible-assets", rule, readingId } }),
    );
    expect(serverError?.code).toBe("reading-rule-changed");
  });

  it("refuses a reading of another line, contract, user or company", async () => {
    const { readingId } = await updateUnits();
    const foreign = async (values: Partial<SaveLineInput>) =>
      (await saveLineAction(newLine(readingId, values))).serverError?.code;
    expect(await foreign({ lineId: job.line.id, version: 1 })).toBe("reading-foreign");
    const contract = await makeContract(job.tenant, { accountId: job.account.accountId });
    expect(await foreign({ contractId: contract.id })).toBe("reading-foreign");

    await signIn(await makeUser(job.tenant, { role: "Finance Manager" }));
    expect(await foreign({})).toBe("reading-foreign");
    await signIn(job.tenant.admin);

    const stranger = await startMainJob();
    try {
      const own = job;
      job = stranger;
      await signIn(stranger.tenant.admin);
      const theirs = await updateUnits();
      job = own;
      await signIn(own.tenant.admin);
      expect((await saveLineAction(newLine(theirs.readingId))).serverError?.code).toBe("reading-foreign");
    } finally {
      await stranger.stop();
    }
    expect(await linesOf()).toHaveLength(1);
  });

  it("refuses a reading that another new line was made of", async () => {
    const { readingId } = await updateUnits();
    expect((await saveLineAction(newLine(readingId))).data).toBeDefined();
    const second = await saveLineAction(newLine(readingId, { name: "The same seats again" }));
    expect(second.serverError?.code).toBe("reading-foreign");
  });

  it("refuses a reading after 15 minutes, and on the next business date", async () => {
    const { readingId } = await updateUnits();
    job.tenant.clock.set("2026-06-01T13:15:00.001Z");
    expect((await saveLineAction(newLine(readingId))).serverError?.code).toBe("reading-stale");
    job.tenant.clock.set("2026-06-02T03:55:00Z");
    const beforeMidnight = await updateUnits();
    job.tenant.clock.set("2026-06-02T04:01:00Z");
    expect((await saveLineAction(newLine(beforeMidnight.readingId))).serverError?.code).toBe("reading-stale");
  });

  it("refuses another company's reading in SQL too", async () => {
    const other = await makeTenant();
    const { readingId } = await updateUnits();
    await expect(
      withTenant(other.scope, (db) =>
        db.insert(unitSegment).values({
          tenantId: other.id,
          lineId: job.line.id,
          effectiveOn: "2026-06-01",
          units: "1",
          recordedAt: "2026-06-01T13:00:00Z",
          source: "update-units",
          readingId,
          recordedBy: "Test",
        }),
      ),
    ).rejects.toMatchObject({ cause: { code: "23503" } });
  });
});

describe("zero is not unknown", () => {
  it("a new line of an account without an organization is saved with no units, and is not billable", async () => {
    await refreshAssetTypesAction();
    await job.unlink();
    const shown = await updateUnits();
    expect(shown).toMatchObject({ state: "unmapped", units: null, evidence: null });
    expect((await saveLineAction(newLine(shown.readingId))).serverError?.code).toBe("reading-not-usable");
    const { data } = await saveLineAction(newLine(null));
    expect(data).toMatchObject({ units: null });
    expect(await unitsOf(data!.lineId)).toEqual([]);

    await job.link();
    job.tenant.clock.set("2026-06-10T13:00:00Z");
    const counted = await updateUnits({ lineId: data!.lineId });
    await saveLineAction(
      newLine(counted.readingId, { lineId: data!.lineId, version: 1, effectiveOn: "2026-06-10" }),
    );
    expect(await unitsOf(data!.lineId)).toEqual([["2026-06-01", "10"]]);
  });

  it("an existing line keeps its units when its account lost the organization, even under a new rule", async () => {
    const lineId = await savedLine();
    await job.unlink();
    const shown = await updateUnits({ lineId });
    expect(shown).toMatchObject({ state: "unmapped", units: null, previousUnits: "10" });
    const rule = { ...job.rule, includeArchived: true };
    const { data } = await saveLineAction(
      newLine(null, { lineId, version: 1, billBy: { by: "flexible-assets", rule, readingId: null } }),
    );
    expect(data).toMatchObject({ version: 2, units: null });
    expect(await unitsOf(lineId)).toEqual([["2026-06-01", "10"]]);
  });

  it.each([
    ["503", "unreachable", "IT Glue is unavailable (503)"],
    ["truncated", "unreachable", "IT Glue's answer was cut off or not readable"],
  ] as const)(
    "a count that IT Glue answers with %s is unknown and cannot be saved",
    async (kind, state, message) => {
      const lineId = await savedLine();
      await job.setSeats(PREMIUM, 50);
      await job.control({ action: "fault", kind });
      const shown = await updateUnits({ lineId });
      expect(shown).toMatchObject({ state, units: null, previousUnits: "10" });
      expect(shown.reasons[0]).toMatchObject({ message });
      const { serverError } = await saveLineAction(newLine(shown.readingId, { lineId, version: 1 }));
      expect(serverError?.code).toBe("reading-not-usable");
      expect(await unitsOf(lineId)).toEqual([["2026-06-01", "10"]]);
    },
  );
});

describe("Bill by that changes", () => {
  it("from flexible assets to None keeps the units that are typed, and to flexible assets counts again", async () => {
    const lineId = await savedLine();
    await saveLineAction(
      newLine(null, { lineId, version: 1, billBy: { by: "none", units: "10" }, effectiveOn: "2026-06-01" }),
    );
    expect(await unitsOf(lineId)).toEqual([["2026-06-01", "10"]]);
    const refused = await saveLineAction(newLine(null, { lineId, version: 2 }));
    expect(refused.serverError?.fields?.[0]?.path).toBe("billBy.readingId");
    const { readingId } = await updateUnits({ lineId });
    const { data } = await saveLineAction(newLine(readingId, { lineId, version: 2 }));
    expect(data?.version).toBe(3);
  });
});

describe("who may press", () => {
  it("not a user whose own IT Glue account is not connected", async () => {
    const user = await makeUser(job.tenant, { role: "Finance Manager" });
    signedIn.user = user;
    signedIn.session = sessionFor(job.tenant, user);
    const { serverError } = await updateUnitsAction({
      contractId: job.contract.id,
      lineId: null,
      rule: job.rule,
    });
    expect(serverError?.code).toBe("not-connected");
    const readings = await withTenant(job.tenant.scope, (db) => db.select().from(reading));
    expect(readings).toEqual([]);
  });

  it.each(["Technician", "Auditor"] as const)("not a %s", async (role) => {
    await signIn(await makeUser(job.tenant, { role }));
    const { serverError } = await updateUnitsAction({
      contractId: job.contract.id,
      lineId: null,
      rule: job.rule,
    });
    expect(serverError?.code).toBe("not-allowed");
  });

  it("refuses a filter without a value, before IT Glue is asked", async () => {
    const [condition] = job.rule.conditions;
    const { validationErrors } = await updateUnitsAction({
      contractId: job.contract.id,
      lineId: null,
      rule: { ...job.rule, conditions: [{ ...condition!, values: [] }] },
    });
    expect(validationErrors?.fieldErrors).toEqual({
      "rule.conditions.0.values": ["Enter at least one filter value, or remove this filter"],
    });
  });
});

describe("asset types for the form", () => {
  it("are read anew, and an outage says so", async () => {
    expect((await refreshAssetTypesAction()).data?.types).toBeGreaterThan(5);
    await job.control({ action: "fault", kind: "503" });
    expect((await refreshAssetTypesAction()).serverError?.code).toBe("it-glue-unreachable");
  });
});
