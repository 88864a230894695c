import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { billingItem } from "@/db/schema/billing";
import { contractLine, lineTerms } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import { itGlueSettings, userConnection } from "@/db/schema/it-glue";
import type { Session } from "@/lib/auth/session";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { SaveLineInput } from "@/lib/inputs/contract-lines";
import { contextFor, makeService, sessionFor } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { refreshAssetTypesAction, saveLineAction, updateUnitsAction } from "./actions";
import { BROKEN, DRIFTED } from "./changed-in-it-glue.sample";

/** What others change in IT Glue while a person fills in the form of a service line: before the click, and before the save. */

const signedIn = vi.hoisted(() => ({ session: null as Session | null, job: null as MainJob | null }));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () =>
    contextFor(signedIn.job!.tenant, { user: signedIn.job!.tenant.admin, itGlue: signedIn.job!.itGlue }),
}));

let job: MainJob;
let serviceId: string;
let lineId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  signedIn.job = job;
  signedIn.session = sessionFor(job.tenant, job.tenant.admin);
  serviceId = (await makeService(job.tenant)).id;
  await withTenant(job.tenant.scope, (db) =>
    db.insert(userConnection).values({
      tenantId: job.tenant.id,
      userId: job.tenant.admin.id,
      connectionId: job.account.connectionId,
      kind: "api-key",
      sealedAccess: "sealed",
      status: "connected",
      connectedAt: "2026-06-01T13:00:00Z",
      details: {},
    }),
  );
  const { readingId } = await press(null);
  lineId = (await saveLineAction(typed(readingId, null))).data!.lineId;
  await refreshAssetTypesAction();
});
afterEach(() => job.stop());

const press = async (line: string | null = lineId, rule: CountRule = job.rule) => {
  const { data, serverError } = await updateUnitsAction({
    contractId: job.contract.id,
    lineId: line,
    rule,
  });
  expect(serverError).toBeUndefined();
  return data!;
};

/** All that stands in the form; the same for every try, since whatever is refused stays typed. */
const typed = (readingId: string | null, line: string | null = lineId): SaveLineInput => ({
  contractId: job.contract.id,
  lineId: line,
  version: line === null ? null : 1,
  serviceId,
  name: "Microsoft 365 seat",
  description: line === null ? "" : "As agreed on the phone",
  startOn: "2026-06-01",
  unitPrice: line === null ? "10.00" : "11.00",
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
});

/** Units, terms and money of the line as they are stored. */
const stored = () =>
  withTenant(job.tenant.scope, async (db) => ({
    line: await db.select().from(contractLine).where(eq(contractLine.id, lineId)),
    terms: await db.select().from(lineTerms).where(eq(lineTerms.lineId, lineId)),
    units: await db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId)),
    items: await db
      .select({ amountMinor: billingItem.amountMinor, effectiveOn: billingItem.effectiveOn })
      .from(billingItem)
      .where(eq(billingItem.lineId, lineId))
      .orderBy(billingItem.effectiveOn, billingItem.periodStartOn),
  }));

it("has a message of its own for each cause", () => {
  const messages = [...BROKEN, ...DRIFTED].map(({ message }) => message);
  expect(new Set(messages).size).toBe(messages.length);
});

describe("between form load and click", () => {
  it.each(BROKEN)(
    "$cause: there is no count, its reason says why, and nothing changes",
    async ({ change, message }) => {
      const before = await stored();
      await job.control(change(job.rule));
      const shown = await press();
      expect(shown).toMatchObject({ state: "broken-rule", units: null, previousUnits: "10", evidence: null });
      expect(shown.reasons).toEqual([{ code: "rule-broken", message }]);

      const { data, serverError } = await saveLineAction(typed(shown.readingId));
      expect(data).toBeUndefined();
      expect(serverError).toMatchObject({
        code: "reading-not-usable",
        message: `There are no units to save. ${message}.`,
        fix: expect.stringContaining("press Update Units again"),
      });
      expect(await stored()).toEqual(before);
    },
  );

  it.each(BROKEN)("$cause: a new line says so too, and is not made", async ({ change, message }) => {
    await job.control(change(job.rule));
    expect((await press(null)).reasons).toEqual([{ code: "rule-broken", message }]);
  });

  it.each(DRIFTED)(
    "$cause: the same field counts, and the form says what changed",
    async ({ change, message }) => {
      await job.control(change(job.rule));
      const shown = await press();
      expect(shown).toMatchObject({ state: "counted", units: "10", drift: [`${message}.`] });
      expect((await press(null)).drift).toEqual([]);
      expect((await saveLineAction(typed(shown.readingId))).data).toMatchObject({ version: 2, units: null });
    },
  );
});

describe("between click and save", () => {
  it.each(BROKEN)(
    "$cause: the save refuses, marks where, and nothing changes",
    async ({ change, path, message }) => {
      const before = await stored();
      const { readingId } = await press();
      await job.control(change(job.rule));
      const { data, serverError } = await saveLineAction(typed(readingId));
      expect(data).toBeUndefined();
      expect(serverError).toMatchObject({
        code: "rule-broken",
        message: `After the units were counted, IT Glue changed. ${message}. Nothing was saved.`,
        fix: expect.stringContaining("Everything you entered is still here"),
        fields: [{ path, message }],
      });
      expect(await stored()).toEqual(before);
    },
  );

  it.each(DRIFTED)(
    "$cause: the save asks for one more look, and then takes the form as it is",
    async ({ change, path, message }) => {
      const before = await stored();
      const { readingId } = await press();
      await job.control(change(job.rule));
      const { serverError } = await saveLineAction(typed(readingId));
      expect(serverError).toMatchObject({
        code: "reading-rule-changed",
        message: `After the units were counted, ${message}. Nothing was saved.`,
        fields: [{ path, message }],
      });
      expect(await stored()).toEqual(before);

      const again = await press();
      expect((await saveLineAction(typed(again.readingId))).data).toMatchObject({ version: 2 });
      expect((await stored()).units.map(({ units }) => units)).toEqual(["10"]);
    },
  );

  it("an asset type enabled again: the very same form and count are saved", async () => {
    const { readingId } = await press();
    await job.control({ action: "disable-asset-type", assetTypeId: job.rule.assetTypeId });
    expect((await saveLineAction(typed(readingId))).serverError?.code).toBe("rule-broken");
    await job.control({ action: "enable-asset-type", assetTypeId: job.rule.assetTypeId });
    expect((await saveLineAction(typed(readingId))).data).toMatchObject({ version: 2 });
  });

  it.each(["503", "slow", "truncated"] as const)(
    "an outage (%s) says nothing against a count that was made: it is saved",
    async (kind) => {
      const { readingId } = await press();
      await job.control({ action: "fault", kind });
      expect((await saveLineAction(typed(readingId))).data).toMatchObject({ version: 2 });
    },
  );

  it("a change of IT Glue's key, server or user: the count is asked for anew", async () => {
    const before = await stored();
    const { readingId } = await press();
    job.tenant.clock.set("2026-06-01T13:05:00Z");
    await withTenant(job.tenant.scope, (db) =>
      db.update(itGlueSettings).set({ identityChangedAt: "2026-06-01T13:05:00Z" }),
    );
    const { serverError } = await saveLineAction(typed(readingId));
    expect(serverError).toMatchObject({
      code: "reading-stale",
      message: "IT Glue's API key, server or counting user was changed after this count.",
    });
    expect(await stored()).toEqual(before);
  });
});
