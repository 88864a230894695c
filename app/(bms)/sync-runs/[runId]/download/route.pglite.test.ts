import { beforeAll, expect, it, vi } from "vitest";
import { GET as readProgress } from "@/app/api/sync-runs/[runId]/progress/route";
import { withTenant } from "@/db/client";
import { syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { Session } from "@/lib/auth/session";
import {
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  sessionFor,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { GET } from "./route";

const signedIn = vi.hoisted(() => ({ session: null as Session | null }));
vi.mock("@/lib/auth/session", () => ({ getSession: async () => signedIn.session }));

beforeAll(async () => void (await startTestDatabase()));

async function runWithLine(of: TestTenant): Promise<string> {
  const accountId = (await makeAccount(of, { name: "=HYPERLINK(1)" })).id;
  const contractId = (await makeContract(of, { accountId, name: "Seats, all" })).id;
  const line = await makeLine(of, { contractId, name: "Microsoft 365" });
  return withTenant(of.scope, async (db) => {
    const begun = { businessOn: "2026-06-02", trigger: "schedule", status: "completed" } as const;
    const [run] = await db
      .insert(syncRun)
      .values({ ...begun, tenantId: of.id, startedAt: "2026-06-02T04:15:00Z", summary: {} })
      .returning({ id: syncRun.id });
    await db.insert(syncRunLine).values({
      tenantId: of.id,
      runId: run!.id,
      lineId: line.id,
      state: "held",
      outcome: "held",
      previousUnits: "10",
      units: "10",
      reasons: [{ code: "beyond-tolerance", message: "Billed units would go from 10 to 40" }],
    });
    return run!.id;
  });
}

const download = (runId: string) => GET(new Request("http://x/"), { params: Promise.resolve({ runId }) });

it("gives a run's lines to its own company, runs no formula, and nothing to others", async () => {
  const of = await makeTenant();
  const runId = await runWithLine(of);
  expect((await download(runId)).status).toBe(401);

  signedIn.session = sessionFor(of);
  const answer = await download(runId);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="sync-run-2026-06-02.csv"');
  expect((await answer.text()).split("\r\n")).toEqual([
    "Business date,Account,Contract,Service line,Outcome,State,Units before,Units,Why",
    '2026-06-02,\'=HYPERLINK(1),"Seats, all",Microsoft 365,held,held,10,10,Billed units would go from 10 to 40',
    "",
  ]);
  expect((await download("1")).status).toBe(404);

  signedIn.session = sessionFor(await makeTenant());
  expect((await download(runId)).status).toBe(404);
});

it("tells how far a run has come to its own company alone", async () => {
  signedIn.session = null;
  const of = await makeTenant();
  const runId = await runWithLine(of);
  const progress = (id: string) =>
    readProgress(new Request("http://x/"), { params: Promise.resolve({ runId: id }) });
  expect((await progress(runId)).status).toBe(401);
  signedIn.session = sessionFor(of);
  const answer = await progress(runId);
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
  expect(await answer.json()).toMatchObject({
    status: "completed",
    lines: { done: 1, total: 1 },
    secondsLeft: 0,
  });
  expect((await progress("1")).status).toBe(404);
  signedIn.session = sessionFor(await makeTenant());
  expect((await progress(runId)).status).toBe(404);
});
