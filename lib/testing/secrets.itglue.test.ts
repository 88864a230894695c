import type { PGlite } from "@electric-sql/pglite";
import { DrizzleQueryError, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { reportFailure } from "@/lib/actions/report-failure";
import { deploymentAuthorization } from "@/lib/auth/authorization";
import { seal } from "@/lib/auth/sealing";
import type { AuthorizationFactory } from "@/lib/commands/connect/authorization-port";
import { checkConnect } from "@/lib/commands/connect/check-connect";
import { connectWithKey } from "@/lib/commands/connect/connect-with-key";
import { ownConnection } from "@/lib/commands/connect/own-connection";
import { startConnect } from "@/lib/commands/connect/start-connect";
import { userCredential } from "@/lib/commands/connect/user-credential";
import type { CommandContext } from "@/lib/commands/context";
import { openTenantGateway } from "@/lib/commands/it-glue-settings/tenant-gateway";
import { testConnection } from "@/lib/commands/it-glue-settings/test-connection";
import { updateUnits } from "@/lib/commands/readings/update-units";
import { rotateKeys } from "@/lib/commands/sealing/rotate-keys";
import { startTracing } from "@/lib/operations/start-tracing";
import { auditLog } from "@/lib/queries/audit-log";
import { connections } from "@/lib/queries/connections";
import { integrations } from "@/lib/queries/integrations";
import { itGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { connect, parts } from "./connect-by-consent";
import { contextFor, makeUser } from "./factories";
import { type MainJob, startMainJob } from "./main-job";
import { type OtlpReceiver, startOtlpReceiver } from "./otlp-receiver";
import { everyValue, formsOf, foundIn } from "./search-for-secrets";
import { startTestDatabase } from "./test-database";

const PERSONAL_KEY = "ITG.personal.5f1c2a9e.KeyOfOnePersonAlone";
const MISTYPED_KEY = "ITG.mistyped.77aa00bb.NobodyEverHadThisOne";

/** Every secret of the run, by a name that may be printed. */
const secrets = new Map([
  ["the company's API key", DEMO_KEYS.northwind],
  ["a personal API key", PERSONAL_KEY],
  ["a mistyped API key", MISTYPED_KEY],
]);
const EVERYTHING = {
  actions: [],
  subjectKinds: [],
  actors: [],
  subjectId: null,
  pageIndex: 0,
  pageSize: 1000,
};

const output: { where: string; text: string }[] = [];
const reports: { where: string; text: string }[] = [];

let client: PGlite;
let collector: OtlpReceiver;
let job: MainJob;
let ctx: CommandContext;

/** Writes down every token, verifier and state that goes through Connect. */
function noted(factory: AuthorizationFactory): AuthorizationFactory {
  const keep = (name: string, secret: string | null) => {
    if (secret !== null) secrets.set(`${name} ${secrets.size}`, secret);
  };
  return (server) => {
    const real = factory(server);
    if (!real) return null;
    const tokensOf = async (asked: ReturnType<typeof real.refreshTokens>) => {
      const tokens = await asked;
      keep("access token", tokens.accessToken);
      keep("refresh token", tokens.refreshToken);
      return tokens;
    };
    return {
      ...real,
      createPkce: async () => {
        const pkce = await real.createPkce();
        keep("PKCE verifier", pkce.verifier);
        return pkce;
      },
      authorizeUrl: (request) => {
        keep("state", request.state);
        return real.authorizeUrl(request);
      },
      exchangeCode: (grant) => {
        keep("code", grant.code);
        return tokensOf(real.exchangeCode(grant));
      },
      refreshTokens: (token) => tokensOf(real.refreshTokens(token)),
    };
  };
}

/** What a failure that nobody foresaw leaves in the log. */
async function report(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => new Error("This had to fail."),
    (thrown: unknown) => thrown,
  );
  expect((error as Error).message).not.toBe("This had to fail.");
  reportFailure(error, { during: "the run of this test" });
  // Drizzle's error holds the values of the query: it is never shown, and reportFailure leaves them out.
  if (!(error instanceof DrizzleQueryError))
    reports.push({ where: "an error", text: `${(error as Error).stack} ${JSON.stringify(error)}` });
}

beforeAll(async () => {
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...said: unknown[]) => {
      output.push({ where: `console.${method}`, text: said.map(String).join(" ") });
    });
  }
  vi.stubEnv("LOG_LEVEL", "info");
  collector = await startOtlpReceiver();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  const tracing = startTracing();
  client = await startTestDatabase();
  job = await startMainJob();
  const authorizationFor = noted(
    deploymentAuthorization({
      ITGLUE_OAUTH_CLIENT_ID: "flexbill",
      FLEXBILL_DEMO: "1",
      ITGLUE_BASE_URL: job.emulator.url,
    }),
  );
  ctx = { ...job.ctx, authorizationFor };
  job.emulator.state.accounts
    .find(({ id }) => id === "northwind")!
    .apiKeys.push({ key: PERSONAL_KEY, revoked: false });

  await connect(ctx);
  await startConnect(ctx, parts);
  const theo = contextFor(job.tenant, {
    user: await makeUser(job.tenant, { role: "Finance Manager" }),
    itGlue: job.itGlue,
  });
  await connectWithKey(theo, { apiKey: PERSONAL_KEY });
  await updateUnits(ctx, { contractId: job.contract.id, lineId: job.line.id, rule: job.rule });
  await job.setSeats("Microsoft 365 Business Premium", 7);
  await job.night("2026-06-10");
  const first = await ownConnection(ctx, job.tenant.admin.id);
  await userCredential(ctx, job.tenant.admin.id, { refusedVersion: first!.row.tokenVersion });
  await rotateKeys(ctx);

  await testConnection(ctx, { subdomain: "northwind", server: "us", apiKey: MISTYPED_KEY });
  await report(connectWithKey(theo, { apiKey: MISTYPED_KEY }));
  await job.control({ action: "fault", kind: "502-html" });
  await job.night("2026-06-11");
  await report(checkConnect(ctx));
  await report((await openTenantGateway(ctx)).gateway.proveAccount());
  await report(
    ctx
      .itGlue({ server: "us", credential: { kind: "bearer", token: "tok en\nin two lines" } })
      .proveAccount(),
  );
  await job.control({ action: "clear-faults" });
  await job.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
  await report((await openTenantGateway(ctx)).gateway.proveAccount());
  await job.night("2026-06-12");
  await report(ctx.authorizationFor("us")!.refreshTokens(first!.refresh!));
  const place = { table: "user_connection", column: "sealed_access", row: "elsewhere" };
  await report(
    withTenant(job.tenant.scope, async (db) => {
      const sealed = await seal(db, job.tenant.scope, place, PERSONAL_KEY);
      await db.execute(sql`UPDATE no_such_table SET sealed = ${sealed}, clear = ${PERSONAL_KEY}`);
    }),
  );
  await tracing.stop();
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await collector?.close();
  await job?.stop();
});

describe("secrets of a whole run of the main job", () => {
  it("were many: keys, tokens before and after a refresh, verifiers, states, codes", () => {
    const names = [...secrets.keys()].map((name) => name.replace(/ \d+$/, ""));
    for (const kind of ["access token", "refresh token", "PKCE verifier", "state", "code"])
      expect(names).toContain(kind);
    expect(names.filter((name) => name === "refresh token").length).toBeGreaterThan(1);
    for (const secret of secrets.values()) expect(secret.length).toBeGreaterThan(15);
  });

  it("stand in no column of any table, not even in bytes or compressed", async () => {
    const values = await everyValue(client);
    const tables = new Set(values.map(({ where }) => where.replace(/\.[^.]*$/, "")));
    for (const table of ["it_glue_settings", "user_connection", "connect_attempt", "audit_event", "evidence"])
      expect(tables).toContain(`public.${table}`);
    expect(
      values.some(({ where, text }) => where === "public.evidence.compressed" && text.startsWith("{")),
    ).toBe(true);
    expect(foundIn(values, secrets)).toEqual([]);
  });

  it("stand in nothing that was logged, nor in any error", () => {
    expect(output.length).toBeGreaterThan(5);
    expect(foundIn([...output, ...reports], secrets)).toEqual([]);
  });

  it("stand in no line of the log: each is JSON, those of nights with tenant and run", () => {
    const lines = output.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    const runs = lines.filter(({ message }) => String(message).startsWith("Sync run "));
    expect(runs.length).toBeGreaterThanOrEqual(6);
    for (const run of runs) expect(run).toMatchObject({ tenantId: job.tenant.id, runId: expect.any(String) });
    expect(
      runs.filter(({ message, status }) => message === "Sync run ended" && status === "failed").length,
    ).toBe(2);
  });

  it("stand in no trace of its transactions and calls", () => {
    const names = new Set(collector.spans().map(({ name }) => name));
    for (const name of ["database transaction", "HTTP GET", "HTTP POST"]) expect(names).toContain(name);
    expect(collector.spans().some(({ attributes }) => attributes["url.path"] === "/us/organizations")).toBe(
      true,
    );
    expect(
      foundIn(
        collector.bodies.map((text) => ({ where: "a trace", text })),
        secrets,
      ),
    ).toEqual([]);
  });

  it("stand in nothing that a screen is given, sealed ones neither", async () => {
    const { scope, admin } = job.tenant;
    const screens = [
      { where: "My Settings > Integrations", text: JSON.stringify(await integrations(scope, admin.id)) },
      { where: "IT Glue connections", text: JSON.stringify(await connections(scope)) },
      {
        where: "IT Glue Settings",
        text: JSON.stringify(await itGlueSettingsScreen(scope, { now: job.tenant.clock.now() })),
      },
      { where: "Audit log", text: JSON.stringify(await auditLog(scope, EVERYTHING)) },
    ];
    expect(foundIn(screens, secrets)).toEqual([]);
    for (const { text } of screens) expect(text).not.toMatch(/v1\.k\d+\./);
  });

  it("would be found, in clear and in every form, wherever they stood", async () => {
    const secret = DEMO_KEYS.northwind;
    for (const form of formsOf(secret)) {
      expect(foundIn([{ where: "here", text: `x${form}y` }], secrets)).toEqual([
        "the company's API key in here",
      ]);
    }
    await withTenant(job.tenant.scope, (db) =>
      db.execute(sql`UPDATE it_glue_settings SET subdomain = ${secret}`),
    );
    expect(foundIn(await everyValue(client), secrets)).toEqual([
      "the company's API key in public.it_glue_settings.subdomain",
    ]);
  });
});
