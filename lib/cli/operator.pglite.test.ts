import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { holdDataFolder } from "@/db/data-folder/hold";
import { itGlueSettings } from "@/db/schema/it-glue";
import { syncRun } from "@/db/schema/sync-run";
import { tenant } from "@/db/schema/tenant";
import { type BundledCommand, bundledCommand } from "@/lib/testing/bundled-command";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { answerOperator } from "./operator-door";

let folder: string;
let server: Server;
let hold: Awaited<ReturnType<typeof holdDataFolder>>;

/** This process plays the app: it has the database, holds a data folder and answers at the operator's door. */
beforeAll(async () => {
  await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "flexbill-operator-"));
  server = createServer(async (incoming, outgoing) => {
    const answer = await answerOperator(await asRequest(incoming));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  vi.stubEnv("FLEXBILL_DATA_DIR", folder);
  vi.stubEnv("DATABASE_URL", "");
  vi.stubEnv("PORT", String((server.address() as AddressInfo).port));
  hold = await holdDataFolder(folder);
});
afterEach(async () => {
  await hold.release();
  vi.unstubAllEnvs();
});

async function asRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers as Record<string, string>,
    body: Buffer.concat(chunks),
  });
}

/** A company with IT Glue enabled but no key: its recount fails at the first question, and is recorded. */
async function company(values: Parameters<typeof makeTenant>[0] = {}): Promise<TestTenant> {
  const of = await makeTenant({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00.000Z", ...values });
  await withTenant(of.scope, (db) =>
    db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us" }),
  );
  return of;
}

const runsOf = (of: TestTenant) =>
  withTenant(of.scope, (db) =>
    db
      .select({ businessOn: syncRun.businessOn, trigger: syncRun.trigger, status: syncRun.status })
      .from(syncRun)
      .where(eq(syncRun.tenantId, of.id)),
  );

type Asked = { body?: unknown; headers?: Record<string, string>; secret?: string };

async function ask({ body, headers, secret = hold.holder.secret }: Asked) {
  const answer = await answerOperator(
    new Request("http://127.0.0.1/api/operator", {
      method: "POST",
      headers: { host: "127.0.0.1:3000", authorization: `Bearer ${secret}`, ...headers },
      body: JSON.stringify(body ?? { verb: "sync", choice: {} }),
    }),
  );
  return { status: answer.status, said: (await answer.json()) as { message?: string; synced?: unknown } };
}

describe("the operator's door", () => {
  const sync = (choice: object) => ({ verb: "sync", choice });

  it("recounts a company for whoever has the secret of the hold", async () => {
    const of = await company();
    expect(await ask({ body: sync({ tenant: of.slug }) })).toEqual({
      status: 200,
      said: {
        synced: [
          {
            tenant: of.slug,
            businessOn: "2026-06-01",
            status: "failed",
            summary: expect.objectContaining({ lines: 0, error: expect.anything() }),
          },
        ],
      },
    });
    expect(await runsOf(of)).toEqual([
      { businessOn: "2026-06-01", trigger: "command-line", status: "failed" },
    ]);
  });

  it("is shut to another secret, and does nothing", async () => {
    const of = await company();
    for (const secret of ["", "x", `${hold.holder.secret}x`]) {
      expect((await ask({ body: sync({ tenant: of.slug }), secret })).status).toBe(401);
    }
    expect(await runsOf(of)).toEqual([]);
  });

  it("is shut to other machines and to other sites' pages", async () => {
    expect((await ask({ headers: { host: "flexbill.example.com" } })).status).toBe(403);
    expect((await ask({ headers: { "x-forwarded-for": "203.0.113.7" } })).status).toBe(403);
  });

  it("does not exist before a database server", async () => {
    vi.stubEnv("DATABASE_URL", "postgres://app@db.example.com/flexbill");
    expect((await ask({})).status).toBe(404);
  });

  it("is shut once the folder belongs to nobody", async () => {
    await hold.release();
    expect((await ask({})).status).toBe(401);
  });

  it.each([
    [null],
    [{ verb: "drop" }],
    [{ verb: "sync", choice: { businessOn: "June" } }],
    [{ verb: "sync" }],
  ])("refuses what is no command: %o", async (body) => {
    expect((await ask({ body: body ?? "" })).status).toBe(400);
  });

  it("says why a company cannot be recounted", async () => {
    const disabled = await makeTenant();
    expect(await ask({ body: sync({ tenant: "nobody" }) })).toMatchObject({
      status: 422,
      said: { message: 'There is no company "nobody".' },
    });
    expect((await ask({ body: sync({ tenant: disabled.slug }) })).said.message).toContain(
      "has not enabled IT Glue",
    );
  });

  it("lets nobody choose the date of a company that lives in real time", async () => {
    const of = await company({ isSimulation: false, simulatedAt: null });
    const { status, said } = await ask({ body: sync({ tenant: of.slug, businessOn: "2026-06-10" }) });
    expect(status).toBe(422);
    expect(said.message).toMatch(/^--date is for simulations/);
    expect(await runsOf(of)).toEqual([]);
  });

  it("moves a simulation to a later date and runs its night, and refuses an earlier one", async () => {
    const of = await company();
    const { said } = await ask({ body: sync({ tenant: of.slug, businessOn: "2026-06-10" }) });
    expect(said.synced).toMatchObject([{ businessOn: "2026-06-10" }]);
    const [clock] = await withTenant(of.scope, (db) => db.select({ at: tenant.simulatedAt }).from(tenant));
    expect(clock).toEqual({ at: "2026-06-10T04:20:00.000Z" });
    const back = await ask({ body: sync({ tenant: of.slug, businessOn: "2026-06-09" }) });
    expect(back).toMatchObject({
      status: 422,
      said: { message: expect.stringContaining("never counted later") },
    });
    expect(await runsOf(of)).toHaveLength(1);
  });

  it("says why a dry run cannot count, and writes nothing", async () => {
    const of = await company();
    const dryRun = { tenant: of.slug, dryRun: true };
    expect(await ask({ body: sync(dryRun) })).toMatchObject({
      status: 422,
      said: {
        message: expect.stringMatching(/^The IT Glue integration is not set up yet\. .*IT Glue Settings\.$/),
      },
    });
    expect(await runsOf(of)).toEqual([]);
    const startedAt = "2026-06-01T04:15:00Z";
    await withTenant(of.scope, (db) =>
      db.insert(syncRun).values({
        ...{ tenantId: of.id, businessOn: "2026-06-01", trigger: "schedule", status: "running" },
        startedAt,
        summary: {},
      }),
    );
    expect((await ask({ body: sync(dryRun) })).said.message).toMatch(/^A sync run is under way/);
  });

  it("needs a company for a date, because each has its own", async () => {
    expect((await ask({ body: sync({ businessOn: "2026-06-10" }) })).said.message).toContain(
      "needs --tenant",
    );
  });
});

describe("npm run sync", () => {
  let command: BundledCommand;
  beforeAll(async () => {
    command = await bundledCommand("lib/cli/sync.ts");
  });
  afterAll(() => command.remove());
  const verb: BundledCommand["run"] = (...asked) => command.run(...asked);
  const PATIENT = 180_000;

  it(
    "hands the command to the app that holds the folder, and prints what came of it",
    async () => {
      const of = await company();
      const { code, out, err } = await verb(["--tenant", of.slug]);
      expect(err).toBe("");
      expect(out).toMatch(new RegExp(`^${of.slug} 2026-06-01: failed\\. 0 lines: .*\n$`));
      expect(code).toBe(1);
      expect(await runsOf(of)).toMatchObject([{ trigger: "command-line" }]);
    },
    PATIENT,
  );

  it(
    "says in one line that it was not understood, and asks nobody",
    async () => {
      for (const [args, what] of [
        [["--date", "June"], /^A date is written 2026-06-10\. Usage: npm run sync .*\n$/],
        [["--dry"], /^Unknown option .*Usage: npm run sync .*\n$/],
      ] as const) {
        const { code, out, err } = await verb([...args]);
        expect({ code, out }).toEqual({ code: 2, out: "" });
        expect(err).toMatch(what);
      }
    },
    PATIENT,
  );

  it(
    "says in one line that what answers at the holder's port is not the holder",
    async () => {
      const stranger = createServer((_, outgoing) => outgoing.writeHead(404).end("<html>Not here</html>"));
      stranger.listen(0, "127.0.0.1");
      await once(stranger, "listening");
      await hold.release();
      vi.stubEnv("PORT", String((stranger.address() as AddressInfo).port));
      hold = await holdDataFolder(folder);
      const { code, out, err } = await verb([]);
      stranger.close();
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^What answers on port \d+ \(404\) does not hold the data folder .*\n$/);
    },
    PATIENT,
  );

  it(
    "says in one line that the holder does not answer, or takes no commands",
    async () => {
      await hold.release();
      vi.stubEnv("PORT", "1");
      hold = await holdDataFolder(folder);
      const silent = await verb([]);
      expect(silent.code).toBe(1);
      expect(silent.err).toMatch(
        /^The data folder .* is in use by process \d+, which does not answer on port 1 .*\n$/,
      );
      await hold.release();
      vi.stubEnv("PORT", "");
      hold = await holdDataFolder(folder);
      const other = await verb([]);
      expect(other.code).toBe(1);
      expect(other.err).toMatch(/takes no commands\. Wait until it has ended\.\n$/);
    },
    PATIENT,
  );

  it(
    "opens the database itself where nobody holds the folder, and lets it go again",
    async () => {
      const own = await mkdtemp(join(tmpdir(), "flexbill-sync-"));
      try {
        for (const _ of [1, 2]) {
          const { code, err } = await verb([], { FLEXBILL_DATA_DIR: own });
          expect(err).toBe("No company has enabled IT Glue, so there is nothing to recount.\n");
          expect(code).toBe(1);
        }
        const again = await holdDataFolder(own);
        await again.release();
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
    PATIENT,
  );
});
