import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "@/app/api/recounts/[recountId]/cancel/route";
import { withTenant } from "@/db/client";
import { reading } from "@/db/schema/counting";
import type { Session } from "@/lib/auth/session";
import {
  contextFor,
  jobContextFor,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
} from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { cancelRecount } from "./recount-cancellation";
import { updateUnits } from "./update-units";

const signedIn = vi.hoisted(() => ({ session: null as Session | null, of: null as TestTenant | null }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: (session: Session) =>
    contextFor(signedIn.of!, { user: { ...session.user, version: 1 } as never }),
}));

let job: MainJob;
let recountId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  recountId = crypto.randomUUID();
});
afterEach(() => job.stop());

const ask = (limitMilliseconds?: number) =>
  updateUnits(
    jobContextFor(job.tenant, { itGlue: job.itGlue }),
    { contractId: job.contract.id, lineId: job.line.id, rule: job.rule, recountId },
    limitMilliseconds,
  );
const storedReadings = () =>
  withTenant(job.tenant.scope, (db) => db.select({ id: reading.id }).from(reading));
/** IT Glue keeps the assets to itself for longer than any test waits. */
const stallAssets = () =>
  job.control({ action: "fault", kind: "slow", match: "/flexible_assets", delayMs: 60_000 });

describe("a recount that is called off", () => {
  it("ends while IT Glue is still silent, and stores nothing", async () => {
    await stallAssets();
    const recount = ask();
    await cancelRecount(job.ctx, recountId);
    await expect(recount).rejects.toMatchObject({ code: "recount-cancelled" });
    expect(await storedReadings()).toEqual([]);
  });

  it("stores nothing either where it was called off before it had read anything", async () => {
    await cancelRecount(job.ctx, recountId);
    await cancelRecount(job.ctx, recountId);
    await expect(ask()).rejects.toMatchObject({ code: "recount-cancelled" });
    expect(await storedReadings()).toEqual([]);
  });

  it("is no other company's to call off", async () => {
    await cancelRecount(contextFor(await makeTenant()), recountId);
    expect(await ask()).toMatchObject({ state: "counted", units: "10" });
  });
});

it("is unreachable where IT Glue takes too long: units are kept, and the reason says so", async () => {
  await stallAssets();
  expect(await ask(300)).toMatchObject({
    state: "unreachable",
    units: null,
    reasons: [{ code: "it-glue-timeout" }, { code: "assets-not-read" }],
  });
});

describe("the route that the Cancel button calls", () => {
  const post = (id: string) =>
    POST(new Request("http://127.0.0.1/", { method: "POST" }), {
      params: Promise.resolve({ recountId: id }),
    });

  it("calls off, for those who may count", async () => {
    signedIn.of = job.tenant;
    signedIn.session = sessionFor(job.tenant, job.tenant.admin);
    expect((await post(recountId)).status).toBe(204);
    await expect(ask()).rejects.toMatchObject({ code: "recount-cancelled" });
  });

  it("refuses strangers, roles that may not count, and what is no id", async () => {
    signedIn.of = job.tenant;
    signedIn.session = null;
    expect((await post(recountId)).status).toBe(401);
    signedIn.session = sessionFor(job.tenant, await makeUser(job.tenant, { role: "Auditor" }));
    expect((await post(recountId)).status).toBe(403);
    expect((await post("1")).status).toBe(404);
    expect(await ask()).toMatchObject({ state: "counted" });
  });
});
