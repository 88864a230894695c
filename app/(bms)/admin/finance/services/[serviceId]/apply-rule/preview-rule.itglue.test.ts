import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import type { Session } from "@/lib/auth/session";
import { previewRule } from "@/lib/commands/contract-lines/preview-rule";
import {
  CUSTOMERS,
  linesOf,
  type RuleJob,
  readingsOf,
  SEATS,
  startRuleJob,
} from "@/lib/commands/contract-lines/rule-job.fixture";
import { cancelRecount } from "@/lib/commands/readings/recount-cancellation";
import {
  contextFor,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { previewRuleAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  context: null as ReturnType<typeof contextFor> | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => signedIn.context,
}));

let job: RuleJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startRuleJob();
  signIn(job.tenant, job.tenant.admin);
});
afterEach(() => job.stop());

function signIn(tenant: TestTenant, user: TestUser) {
  signedIn.session = sessionFor(tenant, user);
  signedIn.context = contextFor(tenant, { user, itGlue: job.itGlue });
}

const ids = () => CUSTOMERS.map((name) => job.contracts[name].id);
const preview = (contractIds: string[] = ids(), values: { recountId?: string; termsVersion?: number } = {}) =>
  previewRuleAction({ sourceLineId: job.line.id, termsVersion: 1, contractIds, ...values });

describe("the preview of a rule for several accounts", () => {
  it("counts each account by its own organizations and stores a reading for each, but no line", async () => {
    const { data } = await preview();
    expect(data!.map(({ accountName, state, units }) => [accountName, state, units])).toEqual(
      CUSTOMERS.map((name) => [name, "counted", SEATS[name]]),
    );
    for (const [index, name] of CUSTOMERS.entries()) {
      const contractId = job.contracts[name].id;
      const [stored, ...more] = await readingsOf(job.tenant, contractId);
      expect(more).toEqual([]);
      expect(stored).toMatchObject({
        id: data![index]!.readingId,
        accountId: job.contracts[name].accountId,
        lineId: null,
        source: "update-units",
        units: SEATS[name],
        askedByUserId: job.tenant.admin.id,
      });
      expect(await linesOf(job.tenant, contractId)).toEqual([]);
    }
  });

  it("names the account that fails with its reason; the others keep their counts", async () => {
    await job.control({
      action: "fault",
      kind: "503",
      match: `filter[organization-id]=${job.contracts["Beacon Street Law"].organizationId}`,
    });
    const { data } = await preview();
    expect(data!.map(({ state, units }) => [state, units])).toEqual([
      ["counted", "14"],
      ["unreachable", null],
      ["counted", "33"],
    ]);
    expect(data![1]).toMatchObject({
      accountName: "Beacon Street Law",
      reasons: [{ code: "it-glue-unavailable" }, {}],
    });
  });

  it("says of every account why, where IT Glue does not answer at all", async () => {
    await job.control({ action: "fault", kind: "503" });
    const { data } = await preview();
    expect(data!.map(({ state, units, readingId }) => [state, units, readingId !== null])).toEqual(
      CUSTOMERS.map(() => ["unreachable", null, true]),
    );
  });

  it("takes a field that is renamed while assets are read for no blank, and says so", async () => {
    const fieldId = job.rule.billBy.by === "field" ? job.rule.billBy.fieldId : "";
    await job.control({
      action: "schedule",
      afterRequests: 1,
      match: "/flexible_asset_types",
      do: { action: "rename-field", fieldId, name: "Licenses", changeKey: true },
    });
    const { data } = await preview();
    expect(data!.map(({ state, units, reasons }) => [state, units, reasons[0]!.code])).toEqual(
      CUSTOMERS.map(() => ["unreachable", null, "it-glue-type-changing"]),
    );
    const again = await preview();
    expect(again.data!.map(({ units }) => units)).toEqual(Object.values(SEATS));
  });

  it("names the type that is gone", async () => {
    await preview();
    await job.control({ action: "delete-asset-type", assetTypeId: job.rule.assetTypeId });
    const { data } = await preview();
    expect(data!.map(({ state }) => state)).toEqual(CUSTOMERS.map(() => "broken-rule"));
    expect(data![0]!.reasons[0]!.message).toContain("Microsoft 365");
  });

  it("leaves out an account that is too slow", async () => {
    await job.control({
      action: "fault",
      kind: "slow",
      delayMs: 20_000,
      match: `filter[organization-id]=${job.contracts["Cascade Outfitters"].organizationId}`,
    });
    const found = await previewRule(
      signedIn.context!,
      { sourceLineId: job.line.id, termsVersion: 1, contractIds: ids() },
      3000,
    );
    expect(found.map(({ state }) => state)).toEqual(["counted", "counted", "unreachable"]);
    expect(found[2]!.reasons[0]).toMatchObject({ code: "it-glue-timeout" });
  });

  it("asks for organizations and types once, and for the assets of each account once", async () => {
    await job.control({ action: "clear-requests" });
    await preview();
    for (const name of CUSTOMERS)
      expect(await askedFor(`filter[organization-id]=${job.contracts[name].organizationId}`)).toBe(1);
    const all = await askedFor("/us/");
    await job.control({ action: "clear-requests" });
    await preview(ids().slice(0, 1));
    expect(await askedFor("/us/")).toBe(all - 2);
  });

  it("shows what another line of the account bills already", async () => {
    const { id: contractId } = job.contracts["Alder Ridge Veterinary"];
    const line = await makeLine(job.tenant, {
      contractId,
      name: "Old seats",
      terms: { billBy: "flexible-assets", countRule: { ...job.rule, conditions: [] } },
    });
    const { data } = await preview([contractId]);
    expect(data![0]!.overlaps).toMatchObject([
      { lineId: line.id, lineName: "Old seats", assets: 2, units: "14" },
    ]);
  });

  it("asks nothing for an account whose line of this service counts the same", async () => {
    const { id: contractId } = job.contracts["Alder Ridge Veterinary"];
    await makeLine(job.tenant, {
      contractId,
      serviceId: job.line.serviceId,
      name: "Seats",
      terms: { billBy: "flexible-assets", countRule: job.rule },
    });
    const { data } = await preview();
    expect(data!.map(({ state, refusal }) => [state, refusal])).toEqual([
      [null, "Its line “Seats” of this service counts the same already."],
      ["counted", null],
      ["counted", null],
    ]);
    expect(await readingsOf(job.tenant, contractId)).toEqual([]);
  });

  it("stores nothing once it is called off", async () => {
    const recountId = crypto.randomUUID();
    await cancelRecount(signedIn.context!, recountId);
    const { serverError } = await preview(ids(), { recountId });
    expect(serverError).toMatchObject({ code: "recount-cancelled" });
    for (const contractId of ids()) expect(await readingsOf(job.tenant, contractId)).toEqual([]);
  });
});

describe("who may preview a rule, and of what", () => {
  it("refuses a rule that is another version by now", async () => {
    const { serverError } = await preview(ids(), { termsVersion: 2 });
    expect(serverError).toMatchObject({ code: "reading-rule-changed" });
  });

  it("refuses a user without a Connect of their own, and a Technician", async () => {
    signIn(job.tenant, await makeUser(job.tenant, { role: "Finance Manager" }));
    expect((await preview()).serverError).toMatchObject({ code: "not-connected" });
    signIn(job.tenant, await makeUser(job.tenant, { role: "Technician" }));
    expect((await preview()).serverError).toMatchObject({ code: "not-allowed" });
  });

  it("never sees another tenant's contracts or lines", async () => {
    const stranger = await makeTenant();
    const foreign = await makeContract(stranger);
    expect((await preview([foreign.id])).serverError).toMatchObject({ code: "not-found" });
    signIn(stranger, stranger.admin);
    expect((await preview()).serverError).toBeDefined();
    expect((await preview()).data).toBeUndefined();
  });

  it("refuses a line that counts nothing", async () => {
    const typed = await makeLine(job.tenant, { contractId: job.contract.id });
    const { serverError } = await previewRuleAction({
      sourceLineId: typed.id,
      termsVersion: 1,
      contractIds: ids(),
    });
    expect(serverError).toMatchObject({ code: "invalid" });
  });
});

/** How often IT Glue was asked for what a path names, since the log was cleared. */
async function askedFor(match: string): Promise<number> {
  return (await emulatorRequests(job.emulator.url, { match })).length;
}
