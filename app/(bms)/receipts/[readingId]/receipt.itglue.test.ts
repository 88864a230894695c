import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { evidence } from "@/db/schema/counting";
import type { Session } from "@/lib/auth/session";
import { compress, verifyReceipt } from "@/lib/domain/counting/receipt";
import { makeTenant, makeUser, sessionFor } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { shownReceipt } from "./_receipt/shown-receipt";
import { GET } from "./receipt.json/route";

const signedIn = vi.hoisted(() => ({ session: null as Session | null }));
vi.mock("@/lib/auth/session", () => ({ getSession: async () => signedIn.session }));

const SECRET = "Volume agreement of the board";

let client: Awaited<ReturnType<typeof startTestDatabase>>;
let job: MainJob;
let readingId: string;
let hash: string;
beforeAll(async () => {
  client = await startTestDatabase();
  job = await startMainJob();
  await job.control({
    action: "add-asset",
    assetTypeId: job.rule.assetTypeId,
    organizationId: job.account.organizationId,
    traits: { license: SECRET, seats: 5 },
  });
  const assets = job.emulator.state.accounts.flatMap((account) => account.assets);
  assets.find((asset) => Object.values(asset.values).includes(SECRET))!.restricted = true;
  await job.night("2026-06-02");
  const [counted] = await job.readings();
  readingId = counted!.id;
  hash = counted!.evidenceHash!;
});
afterAll(() => job.stop());

const download = (id = readingId) =>
  GET(new Request("http://127.0.0.1/"), { params: Promise.resolve({ readingId: id }) });

describe("a receipt", () => {
  it("is downloaded as the canonical bytes, which prove themselves by the recorded hash", async () => {
    signedIn.session = sessionFor(job.tenant);
    const response = await download();
    expect(response.headers.get("content-disposition")).toContain(`receipt-${hash.slice(0, 12)}.json`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(await verifyReceipt(bytes, hash)).toEqual({ ok: true, total: "10" });
    expect(new TextDecoder().decode(bytes)).toContain(SECRET);
  });

  it("hides restricted assets from a Technician, on the screen and in the file", async () => {
    const technician = await makeUser(job.tenant, { role: "Technician" });
    signedIn.session = sessionFor(job.tenant, technician);
    const [shown, file] = [
      JSON.stringify(await shownReceipt(signedIn.session, readingId)),
      await (await download()).text(),
    ];
    for (const text of [shown, file]) {
      expect(text).not.toContain(SECRET);
      expect(text).toContain("Restricted asset");
    }
    expect(JSON.parse(file)).toMatchObject({ total: "10", note: expect.stringContaining(hash) });
  });

  it("is nobody's who is not signed in, and no other company's", async () => {
    signedIn.session = null;
    expect((await download()).status).toBe(401);
    signedIn.session = sessionFor(await makeTenant());
    expect((await download()).status).toBe(404);
    expect(await shownReceipt(signedIn.session, readingId)).toBeNull();
  });

  it("of an address that is no id does not exist", async () => {
    signedIn.session = sessionFor(job.tenant);
    expect((await download("1 OR 1=1")).status).toBe(404);
  });

  it("that was tampered with says so, whatever was done to it", async () => {
    signedIn.session = sessionFor(job.tenant);
    const [stored] = await withTenant(job.tenant.scope, (db) =>
      db.select().from(evidence).where(eq(evidence.hash, hash)),
    );
    const whole = JSON.parse(await (await download()).text());
    // Past the application's own role, which cannot change evidence at all.
    const store = (compressed: Uint8Array) =>
      client.query("UPDATE evidence SET compressed = $1 WHERE hash = $2", [compressed, hash]);
    const faultsAfter = async (compressed: Uint8Array) => {
      await store(compressed);
      const shown = await shownReceipt(signedIn.session!, readingId);
      return shown?.proof?.ok === false ? shown.proof.faults.map((fault) => fault.code) : [];
    };
    try {
      const forged = new TextEncoder().encode(JSON.stringify({ ...whole, total: "99" }));
      expect(await faultsAfter(await compress(forged))).toEqual(["hash-differs", "total-differs"]);
      expect(await faultsAfter(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))).toEqual(["unreadable"]);
    } finally {
      await store(stored!.compressed);
    }
  });
});
