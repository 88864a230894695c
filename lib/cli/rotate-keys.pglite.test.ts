import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { holdDataFolder } from "@/db/data-folder/hold";
import { itGlueSettings } from "@/db/schema/it-glue";
import { openApiKey, sealApiKey } from "@/lib/commands/it-glue-settings/sealed-api-key";
import { type BundledCommand, bundledCommand } from "@/lib/testing/bundled-command";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { answerOperator } from "./operator-door";

const PATIENT = 180_000;
const masterKey = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));

let folder: string;
let server: Server;
let hold: Awaited<ReturnType<typeof holdDataFolder>>;

/** This process plays the app: it has the database, holds a data folder and answers at the operator's door. */
beforeAll(async () => {
  await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "flexbill-rotate-"));
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method, headers } = incoming;
    const request = new Request(`http://${headers.host}${incoming.url}`, {
      method,
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const answer = await answerOperator(request);
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

/** A company with a key, its IT Glue turned off: it is rotated all the same. */
async function company(key: string): Promise<TestTenant> {
  const of = await makeTenant();
  await withTenant(of.scope, async (db) => {
    const sealedApiKey = await sealApiKey(db, of.scope, key);
    await db
      .insert(itGlueSettings)
      .values({ tenantId: of.id, isEnabled: false, subdomain: "msp", server: "us", sealedApiKey });
  });
  return of;
}

async function keyOf(of: TestTenant): Promise<{ keyId: string; key: string }> {
  return withTenant(of.scope, async (db) => {
    const [settings] = await db.select({ sealed: itGlueSettings.sealedApiKey }).from(itGlueSettings);
    return {
      keyId: settings!.sealed!.split(".")[1]!,
      key: await openApiKey(db, of.scope, settings!.sealed!),
    };
  });
}

describe("npm run rotate-keys", () => {
  let command: BundledCommand;
  beforeAll(async () => {
    command = await bundledCommand("lib/cli/rotate-keys.ts");
  });
  afterAll(() => command.remove());
  const verb = (environment?: Record<string, string>) => command.run([], environment);

  it(
    "has the app that holds the folder rotate every company, and prints what came of each",
    async () => {
      const of = await company("ITG.first");
      const bare = await makeTenant();
      const { code, out, err } = await verb();
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain(`${of.slug}: data key k2, 1 secret sealed anew\n`);
      expect(out).toContain(`${bare.slug}: nothing is sealed\n`);
      expect(out).not.toContain("ITG.");
      expect(await keyOf(of)).toEqual({ keyId: "k2", key: "ITG.first" });
    },
    PATIENT,
  );

  it(
    "refuses a new master key that the running app was not started with, and changes nothing",
    async () => {
      const of = await company("ITG.second");
      const { code, out, err } = await verb({ FLEXBILL_MASTER_KEY: masterKey(9) });
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^The running app was started with another FLEXBILL_MASTER_KEY\. .*\n$/);
      expect(await keyOf(of)).toEqual({ keyId: "k1", key: "ITG.second" });
    },
    PATIENT,
  );

  it(
    "names the company whose key opens under neither master key, rotates the others, and exits 1",
    async () => {
      const former = process.env.FLEXBILL_MASTER_KEY!;
      const lost = await company("ITG.lost");
      vi.stubEnv("FLEXBILL_MASTER_KEY", masterKey(5));
      const good = await company("ITG.good");
      const { code, out } = await verb();
      expect(code).toBe(1);
      expect(out).toMatch(
        new RegExp(`^${lost.slug}: not rotated\\. .* restore the former FLEXBILL_MASTER_KEY`, "m"),
      );
      expect(out).toMatch(new RegExp(`^${good.slug}: data key k2, 1 secret sealed anew$`, "m"));
      vi.stubEnv("FLEXBILL_MASTER_KEY", former);
      expect(await keyOf(lost)).toEqual({ keyId: "k1", key: "ITG.lost" });
    },
    PATIENT,
  );

  it(
    "opens the database itself where nobody holds the folder",
    async () => {
      const own = await mkdtemp(join(tmpdir(), "flexbill-rotate-own-"));
      try {
        const { code, out, err } = await verb({ FLEXBILL_DATA_DIR: own });
        expect({ code, err }).toEqual({ code: 0, err: "" });
        expect(out).toBe("There is no company yet, so nothing is sealed.\n");
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
    PATIENT,
  );
});
