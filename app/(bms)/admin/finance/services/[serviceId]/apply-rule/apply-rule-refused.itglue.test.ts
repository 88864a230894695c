import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { unitSegment } from "@/db/schema/counting";
import { service } from "@/db/schema/service";
import type { Session } from "@/lib/auth/session";
import {
  CUSTOMERS,
  type Customer,
  linesOf,
  newTerms,
  type RuleJob,
  startRuleJob,
} from "@/lib/commands/contract-lines/rule-job.fixture";
import type { ApplyRuleInput } from "@/lib/inputs/apply-rule";
import {
  contextFor,
  makeContract,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { applyRuleAction, previewRuleAction } from "./actions";

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

type Lines = ApplyRuleInput["lines"];

async function previewed(termsVersion = 1): Promise<Lines> {
  const { data, serverError } = await previewRuleAction({
    sourceLineId: job.line.id,
    termsVersion,
    contractIds: CUSTOMERS.map((name) => job.contracts[name].id),
  });
  expect(serverError).toBeUndefined();
  return data!.map(({ contractId, readingId }) => ({
    contractId,
    readingId: readingId!,
    idForNew: crypto.randomUUID(),
  }));
}

const inputOf = (lines: Lines, values: Partial<ApplyRuleInput> = {}): ApplyRuleInput => ({
  sourceLineId: job.line.id,
  termsVersion: 1,
  name: "Microsoft 365 seats",
  unitPrice: "12.50",
  unitCost: "9",
  effectiveOn: "2026-06-01",
  lines,
  ...values,
});
const apply = async (lines: Lines, values: Partial<ApplyRuleInput> = {}) => {
  const { data, serverError, validationErrors } = await applyRuleAction(inputOf(lines, values));
  return { ...data, serverError, validationErrors };
};
const rows = async (name: Customer) => linesOf(job.tenant, job.contracts[name].id);
const _segmentsOf = (lineId: string) =>
  withTenant(job.tenant.scope, (db) => db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId)));

describe("what is refused as a whole", () => {
  it("a rule or terms that changed since", async () => {
    const lines = await previewed();
    await newTerms(job, { countRule: { ...job.rule, includeArchived: true } });
    const { serverError } = await apply(lines);
    expect(serverError).toMatchObject({ code: "reading-rule-changed" });
    // Who looks again sees the new rule; what was counted by the old one is still refused.
    const { saved, refused } = await apply(lines, { termsVersion: 2 });
    expect(saved).toEqual([]);
    expect(refused!.map(({ refusal }) => refusal.code)).toEqual(CUSTOMERS.map(() => "reading-rule-changed"));
    for (const name of CUSTOMERS) expect(await rows(name)).toEqual([]);
  });

  it("a field that IT Glue renamed after the preview", async () => {
    const lines = await previewed();
    const fieldId = job.rule.billBy.by === "field" ? job.rule.billBy.fieldId : "";
    await job.control({ action: "rename-field", fieldId, name: "Licenses" });
    const { serverError } = await apply(lines);
    expect(serverError).toEqual({
      code: "reading-rule-changed",
      message: expect.stringContaining("Seats was renamed to Licenses"),
      fix: "Preview the count again, then save.",
    });
    for (const name of CUSTOMERS) expect(await rows(name)).toEqual([]);
  });

  it("a field that was renamed between two counts, whichever line is named first", async () => {
    const lines = await previewed();
    const fieldId = job.rule.billBy.by === "field" ? job.rule.billBy.fieldId : "";
    await job.control({ action: "rename-field", fieldId, name: "Licenses" });
    const later = await previewed();
    const { serverError } = await apply([later[1]!, lines[0]!]);
    expect(serverError).toMatchObject({ code: "reading-rule-changed" });
    expect((await apply(later)).refused).toEqual([]);
  });

  it("a field that IT Glue no longer has", async () => {
    const lines = await previewed();
    const fieldId = job.rule.billBy.by === "field" ? job.rule.billBy.fieldId : "";
    await job.control({ action: "delete-field", fieldId });
    const { serverError } = await apply(lines);
    expect(serverError).toMatchObject({
      code: "rule-broken",
      fix: "Correct what the line counts that this rule comes from, then apply it.",
    });
    for (const name of CUSTOMERS) expect(await rows(name)).toEqual([]);
  });

  it("units, prices per line and accounts of another tenant", async () => {
    const lines = await previewed();
    const forged = { ...inputOf(lines), lines: [{ ...lines[0]!, units: "1" }] } as unknown as ApplyRuleInput;
    expect((await applyRuleAction(forged)).validationErrors).toBeDefined();
    const stranger = await makeTenant();
    const foreign = await makeContract(stranger);
    const mixed = [...lines, { ...lines[0]!, contractId: foreign.id }];
    expect((await apply(mixed)).serverError).toMatchObject({ code: "not-found" });
    signIn(stranger, stranger.admin);
    expect((await apply(lines)).serverError).toMatchObject({ code: "not-found" });
    for (const name of CUSTOMERS) expect(await rows(name)).toEqual([]);
  });

  it("a bad price or date, each by its field", async () => {
    const { validationErrors } = await apply(await previewed(), { unitPrice: "ten", effectiveOn: "" });
    expect(Object.keys(validationErrors!.fieldErrors).sort()).toEqual(["effectiveOn", "unitPrice"]);
  });

  it("everybody who may not manage contracts", async () => {
    const lines = await previewed();
    signIn(job.tenant, await makeUser(job.tenant, { role: "Auditor" }));
    expect((await apply(lines)).serverError).toMatchObject({ code: "not-allowed" });
  });

  it("a service that was deactivated, said for each account", async () => {
    const lines = await previewed();
    await withTenant(job.tenant.scope, (db) =>
      db.update(service).set({ isActive: false }).where(eq(service.id, job.line.serviceId)),
    );
    const { saved, refused } = await apply(lines);
    expect(saved).toEqual([]);
    expect(refused![0]!.refusal.fields).toMatchObject([{ path: "serviceId" }]);
  });
});
