import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { openPostgres } from "@/db/drivers/postgres";
import { auditEvent } from "@/db/schema/audit";
import { contractLine } from "@/db/schema/contract";
import { evidence, reading } from "@/db/schema/counting";
import { userConnection } from "@/db/schema/it-glue";
import { type SavedLine, saveLine } from "@/lib/commands/contract-lines/save-line";
import { type UpdateUnitsResult, updateUnits } from "@/lib/commands/readings/update-units";
import { verifyReceipt } from "@/lib/domain/counting/receipt";
import type { SaveLineInput } from "@/lib/inputs/contract-lines";
import { makeUser, type TestUser } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { type EdgeActions, startEdgeActions } from "./edge-actions";
import { startWebSocketProxy, type WebSocketProxy } from "./websocket-proxy";

const SECRET = "0123456789abcdef0123456789abcdef";
const COOKIE = "flexbill.session";
const PREMIUM = "Microsoft 365 Business Premium";

let server: PostgresServer;
let proxy: WebSocketProxy;
let job: MainJob;
let edge: EdgeActions;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
  proxy = await startWebSocketProxy(new URL(server.appUrl).host);
  // A simulation, whose clock stands still in the runtime too.
  job = await startMainJob({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00Z" });
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
  edge = await startEdgeActions(
    {
      DATABASE_URL: server.appUrl,
      AUTH_URL: "http://127.0.0.1:3000",
      AUTH_SECRET: SECRET,
      FLEXBILL_MASTER_KEY: process.env.FLEXBILL_MASTER_KEY!,
      // The emulator in IT Glue's place is the demo's alone.
      FLEXBILL_DEMO: "1",
      ITGLUE_BASE_URL: job.emulator.url,
    },
    proxy.address,
  );
});
afterAll(async () => {
  await job?.stop();
  await proxy?.stop();
  await closeDatabase();
  await server?.stop();
});

async function cookieOf(user: TestUser): Promise<string> {
  const token = await encode({
    token: { userId: user.id, sessionId: crypto.randomUUID(), sessionVersion: user.sessionVersion },
    secret: SECRET,
    salt: COOKIE,
  });
  return `${COOKIE}=${token}`;
}

/** The line of the main job with this reading. */
const lineWith = (readingId: string, values: Partial<SaveLineInput> = {}): SaveLineInput => ({
  contractId: job.contract.id,
  lineId: job.line.id,
  version: 1,
  serviceId: job.line.serviceId,
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

const askFor = (lineId: string | null) => ({
  contractId: job.contract.id,
  lineId,
  rule: job.rule,
  recountId: crypto.randomUUID(),
});
const recount = (cookie: string, lineId: string | null = job.line.id) =>
  edge.call<UpdateUnitsResult>("updateUnitsAction", askFor(lineId), cookie);
const save = (cookie: string, input: SaveLineInput) => edge.call<SavedLine>("saveLineAction", input, cookie);

const rows = <Row>(read: (db: Db) => Promise<Row[]>) => withTenant(job.tenant.scope, read);
const readingsOf = (id: string) =>
  rows((db) =>
    db
      .select({ reading, compressed: evidence.compressed })
      .from(reading)
      .innerJoin(evidence, eq(evidence.hash, reading.evidenceHash))
      .where(eq(reading.id, id)),
  );

describe("Update Units and Save, the whole actions in an edge runtime over Neon's driver", () => {
  it("are bundled without any module of Node", () => {
    expect(edge.bundle.ofNode).toEqual([]);
    expect(edge.bundle.files).toContain("db/drivers/edge.ts");
  });

  it("count now in IT Glue, keep the receipt, and change units, money and audit with the save", async () => {
    const cookie = await cookieOf(job.tenant.admin);
    await job.setSeats(PREMIUM, 7);
    const { data: shown, serverError } = await recount(cookie);
    expect(serverError).toBeUndefined();
    expect(shown).toMatchObject({
      state: "counted",
      units: "11",
      previousUnits: "10",
      businessOn: "2026-06-01",
    });
    expect((await job.segments()).map(({ units }) => units)).toEqual(["10"]);

    const [stored] = await readingsOf(shown!.readingId);
    expect(stored!.reading).toMatchObject({
      source: "update-units",
      state: "counted",
      lineId: job.line.id,
      askedByUserId: job.tenant.admin.id,
    });
    // Compressed by the edge's own compressor, read by the server's.
    expect(await verifyReceipt(stored!.compressed, stored!.reading.evidenceHash!)).toEqual({
      ok: true,
      total: "11",
    });

    const saved = await save(cookie, lineWith(shown!.readingId));
    expect(saved).toEqual({
      data: {
        lineId: job.line.id,
        version: 2,
        units: { units: "11", effectiveOn: "2026-06-01" },
        priceEffectiveOn: null,
      },
    });
    expect((await job.segments()).at(-1)).toMatchObject({
      units: "11",
      effectiveOn: "2026-06-01",
      source: "update-units",
      readingId: shown!.readingId,
    });
    expect((await job.items())[0]).toMatchObject({ kind: "regular", units: "11", amountMinor: 110_00n });
    const audited = await rows((db) =>
      db.select().from(auditEvent).where(eq(auditEvent.subjectId, job.line.id)).orderBy(auditEvent.position),
    );
    expect(audited.at(-1)).toMatchObject({
      action: "contract-line.edited",
      actorUserId: job.tenant.admin.id,
    });
  });

  it("read the receipt that a server wrote, and explain the change since", async () => {
    const onServer = await updateUnits(job.ctx, askFor(job.line.id));
    await saveLine(job.ctx, lineWith(onServer.readingId, { version: 2 }));
    await job.setSeats(PREMIUM, 9);
    const { data: shown } = await recount(await cookieOf(job.tenant.admin));
    expect(shown).toMatchObject({ units: "13", previousUnits: "11" });
    expect(shown!.change).toContain("7 → 9");
  });
});

describe("what they refuse there, as anywhere", () => {
  it("a request without a session, and one whose user may not", async () => {
    const before = await rows((db) => db.select({ id: reading.id }).from(reading));
    const technician = await makeUser(job.tenant, { role: "Technician" });
    expect((await recount("")).serverError?.code).toBe("signed-out");
    expect((await recount(await cookieOf(technician))).serverError?.code).toBe("not-allowed");
    expect(await rows((db) => db.select({ id: reading.id }).from(reading))).toEqual(before);
  });

  it("a save that fails on its way: nothing of it stays", async () => {
    const cookie = await cookieOf(job.tenant.admin);
    const { data: other } = await recount(cookie, null);
    const [lines, segments] = [await job.segments(), await job.items()];
    const { serverError } = await save(cookie, lineWith(other!.readingId, { version: 3, name: "Renamed" }));
    expect(serverError?.code).toBe("reading-foreign");
    expect([await job.segments(), await job.items()]).toEqual([lines, segments]);
    const [line] = await rows((db) =>
      db.select({ name: contractLine.name }).from(contractLine).where(eq(contractLine.id, job.line.id)),
    );
    expect(line!.name).not.toBe("Renamed");
  });

  it("HTTP inside a transaction", async () => {
    expect(await edge.askInsideTransaction(job.tenant.id, job.emulator.url)).toMatch(
      /^No HTTP inside a transaction/,
    );
  });
});

it("every transaction had a WebSocket of its own, and left none open", async () => {
  expect(proxy.opened()).toBeGreaterThan(10);
  await vi.waitFor(() => expect(proxy.open()).toBe(0));
});
