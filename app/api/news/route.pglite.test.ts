import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { type ReadingState, reading } from "@/db/schema/counting";
import { type LineOutcome, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { Session } from "@/lib/auth/session";
import type { NightNews } from "@/lib/queries/night-news";
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
import { GET, POST } from "./route";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let of: TestTenant;
let line: Awaited<ReturnType<typeof makeLine>>;
let account: Awaited<ReturnType<typeof makeAccount>>;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  of = await makeTenant();
  account = await makeAccount(of, { name: "RK Fabrics" });
  const contractId = (await makeContract(of, { accountId: account.id })).id;
  line = await makeLine(of, { contractId, name: "Microsoft 365" });
  signIn(of.admin);
});

function signIn(user: TestUser) {
  signedIn.of = of;
  signedIn.user = user;
  signedIn.session = sessionFor(of, user);
}

const news = async () => (await (await GET()).json()) as NightNews;
const seen = (upTo: unknown) =>
  POST(new Request("http://x/api/news", { method: "POST", body: JSON.stringify(upTo) }));

const begun = (businessOn: string, status: "completed" | "missed") => ({
  tenantId: of.id,
  trigger: "schedule" as const,
  startedAt: `${businessOn}T04:15:00Z`,
  summary: {},
  businessOn,
  status,
});

async function night(on: string, state: ReadingState, outcome: LineOutcome, units: [string, string]) {
  await withTenant(of.scope, async (db) => {
    const [run] = await db.insert(syncRun).values(begun(on, "completed")).returning({ id: syncRun.id });
    const [counted] = await db
      .insert(reading)
      .values({
        tenantId: of.id,
        accountId: account.id,
        contractId: line.contractId,
        lineId: line.id,
        runId: run!.id,
        source: "nightly",
        rule: { assetTypeId: "1", billBy: { by: "assets" }, conditions: [], includeArchived: false },
        askedAt: `${on}T04:15:00Z`,
        businessOn: on,
        state,
        reasons: [],
        units: units[1],
      })
      .returning({ id: reading.id });
    await db.insert(syncRunLine).values({
      tenantId: of.id,
      runId: run!.id,
      lineId: line.id,
      readingId: counted!.id,
      ...{ state, outcome, reasons: [], previousUnits: units[0], units: units[1] },
    });
  });
}

it("tells each user what changed and what newly needs a person since they looked, and of missed nights", async () => {
  await night("2026-06-02", "counted", "changed", ["10", "11"]);
  const first = await news();
  expect(first).toMatchObject({ changed: 1, needsPerson: 0, missedOn: [] });
  expect(first.lines).toMatchObject([
    { name: "RK Fabrics: Microsoft 365", outcome: "changed", previousUnits: "10", units: "11" },
  ]);
  expect((await seen(first.upTo)).status).toBe(204);
  expect(await news()).toMatchObject({ changed: 0, needsPerson: 0, lines: [] });

  await withTenant(of.scope, (db) => db.insert(syncRun).values(begun("2026-06-03", "missed")));
  await night("2026-06-04", "unmapped", "not-counted", ["11", "11"]);
  const second = await news();
  expect(second).toMatchObject({ changed: 0, needsPerson: 1, missedOn: ["2026-06-03"] });
  await seen(second.upTo);
  // Uncounted for the same reason as the night before: nothing new.
  await night("2026-06-05", "unmapped", "not-counted", ["11", "11"]);
  expect(await news()).toMatchObject({ needsPerson: 0, missedOn: [], lines: [] });
  // A slow tab takes nothing back.
  await seen(first.upTo);
  expect(await news()).toMatchObject({ changed: 0, needsPerson: 0, missedOn: [] });

  signIn(await makeUser(of, { role: "Auditor" }));
  expect(await news()).toMatchObject({ changed: 1, needsPerson: 1, missedOn: ["2026-06-03"] });
});

it("is for those who are signed in, and takes no place that is none", async () => {
  expect((await seen({ readingPosition: -1, runPosition: 0 })).status).toBe(400);
  expect((await seen("x")).status).toBe(400);
  signedIn.session = null;
  expect((await GET()).status).toBe(401);
  expect((await seen({ readingPosition: 1, runPosition: 1 })).status).toBe(401);
});
