import type { PGlite } from "@electric-sql/pglite";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { accountOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, startBench } from "@/lib/testing/connected-tenant";
import { makeAccount } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { openTenantGateway } from "../it-glue-settings/tenant-gateway";
import { CommandRefused } from "../refusal";
import { runNight } from "../sync-runs/run-night";
import { pullOrganizations } from "./pull-organizations";
import { pushOrganizations } from "./push-organizations";
import { syncOrganizations } from "./sync-organizations";
import { type TwoSides, twoSides } from "./two-way.fixture";

let client: PGlite;
let bench: Bench;
let sides: TwoSides;

beforeAll(async () => {
  client = await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  sides = await twoSides(bench);
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const requests = () => emulatorRequests(bench.emulator.url);
const posts = async () => (await requests()).filter(({ method }) => method === "POST").length;
const namedThere = (name: string) =>
  accountOf(bench.emulator.state, "northwind").organizations.filter((row) => row.name === name);
/** Breaks the first write after all that a sync reads of organizations. */
async function breakFirstWrite(kind: "reset" | "503" | "truncated" | "504") {
  await bench.control({ action: "clear-requests" });
  await sides.sync();
  const reads = (await requests()).filter(({ path }) => path.includes("/organizations")).length;
  await bench.control({ action: "clear-requests" });
  await bench.control({ action: "fault", kind, match: "/organizations", afterRequests: reads, times: 1 });
}
async function expectQuiet() {
  const before = await sides.written(client);
  expect(await sides.sync()).toMatchObject({ updated: 0, pushed: 0, conflicts: 0, errors: 0, left: 0 });
  expect(await sides.written(client)).toEqual(before);
}

describe("a creation whose answer is lost", () => {
  it.each(["reset", "truncated"] as const)(
    "(%s) is found by its name: no second organization is made",
    async (kind) => {
      await breakFirstWrite(kind);
      await makeAccount(sides.tenant, {
        name: "Brightwater Spa",
        accountCode: "BRIGHT",
        typeName: "Customer",
      });
      expect(await sides.sync()).toMatchObject({ pushed: 0, errors: 1 });
      expect([namedThere("Brightwater Spa").length, await sides.linkOf("Brightwater Spa")]).toEqual([
        1,
        undefined,
      ]);
      expect(await sides.sync()).toMatchObject({ linked: 1, pushed: 0, created: 0 });
      expect(namedThere("Brightwater Spa")).toHaveLength(1);
      expect(await posts()).toBe(1);
      await sides.save("Brightwater Spa", { accountCode: "BW" });
      expect(await sides.sync()).toMatchObject({ pushed: 1 });
      expect(sides.there("Brightwater Spa")?.shortName).toBe("BW");
      await expectQuiet();
    },
  );

  it("for a crash of ours after IT Glue has made it, too", async () => {
    await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    const { ctx } = sides;
    const crashing: CommandContext = {
      ...ctx,
      itGlue: (target) => {
        const gateway = ctx.itGlue(target);
        return new Proxy(gateway, {
          get: (of, name) => {
            if (name === "createOrganization")
              return async (values: Parameters<typeof gateway.createOrganization>[0]) => {
                await gateway.createOrganization(values);
                // The process dies: nothing of the answer, not even the lease's end, is written.
                return new Promise(() => undefined);
              };
            const value = Reflect.get(of, name);
            return typeof value === "function" ? value.bind(of) : value;
          },
        });
      },
    };
    void syncOrganizations(crashing);
    await expect.poll(() => namedThere("Brightwater Spa").length).toBe(1);
    await sides.save("RK Fabrics", { accountCode: "RKT" });
    expect(await sides.sync()).toMatchObject({ linked: 1, pushed: 0, left: 1 });
    expect(namedThere("Brightwater Spa")).toHaveLength(1);
    await sides.settings({ organizationPushLeaseUntil: "2020-01-01T00:00:00.000Z" });
    expect(await sides.sync()).toMatchObject({ pushed: 1, left: 0 });
    await expectQuiet();
  });
});

describe("IT Glue out of reach between two writes", () => {
  it("keeps what was done, leaves the rest whole, and goes on later", async () => {
    for (const name of ["Brightwater Spa", "Cedar Clinic", "Dawn Foods"])
      await makeAccount(sides.tenant, { name });
    await breakFirstWriteAfterOne();
    expect(await sides.sync()).toMatchObject({ pushed: 1, errors: 1, left: 1 });
    const made = ["Brightwater Spa", "Cedar Clinic", "Dawn Foods"];
    for (const name of made) {
      const [isThere, isLinked] = [sides.there(name) !== undefined, (await sides.linkOf(name)) !== undefined];
      expect(isThere).toBe(isLinked);
    }
    expect((await sides.told()).filter((row) => row.startsWith("error"))).toEqual(["error: unavailable"]);
    await bench.control({ action: "clear-faults" });
    expect(await sides.sync()).toMatchObject({ pushed: 2, errors: 0, left: 0 });
    await expectQuiet();
  });

  async function breakFirstWriteAfterOne() {
    await bench.control({ action: "clear-requests" });
    await sides.settings({ isTwoWaySyncEnabled: false });
    await sides.sync();
    await sides.settings({ isTwoWaySyncEnabled: true });
    const reads = (await requests()).filter(({ path }) => path.includes("/organizations")).length;
    await bench.control({ action: "fault", kind: "503", match: "/organizations", afterRequests: reads + 1 });
  }

  it("never fails the nightly run, which counts all the same", async () => {
    await sides.save("RK Fabrics", { name: "RK Textiles" });
    await bench.control({ action: "fault", kind: "503", match: "/organizations/" });
    const night = await runNight(sides.ctx, { businessOn: "2026-06-01", trigger: "schedule" });
    expect(night).toMatchObject({ status: "completed" });
    expect(night.summary.error).toBeUndefined();
    expect(await sides.told()).toEqual(["error: unavailable"]);
    expect(await sides.linkOf("RK Textiles")).toMatchObject({ state: "synced" });
  });

  it("is told once, however often it is tried", async () => {
    await sides.save("RK Fabrics", { name: "RK Textiles" });
    await bench.control({ action: "fault", kind: "503", match: "/organizations/" });
    expect(await sides.sync()).toMatchObject({ errors: 1 });
    expect(await sides.sync()).toMatchObject({ errors: 1 });
    expect(await sides.told()).toEqual(["error: unavailable"]);
  });

  it("with a key that is revoked in the middle: the rest waits, and no one's Connect can make it fail", async () => {
    await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    const revoke = { action: "revoke-key", key: DEMO_KEYS.northwind } as const;
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      match: "/organization_statuses",
      do: revoke,
    });
    const tenantGateway = await openTenantGateway(sides.ctx);
    const pulled = await pullOrganizations(sides.ctx, tenantGateway);
    const onRefused = () => Promise.reject(new CommandRefused("it-glue-identity-reconnect"));
    expect(await pushOrganizations(sides.ctx, { ...tenantGateway, onRefused }, pulled)).toEqual({
      pushed: 0,
      errors: 1,
      left: 0,
    });
    expect(await sides.told()).toEqual(["error: forbidden"]);
  });
});

describe("changed while IT Glue was answering", () => {
  /** A context whose first write to IT Glue waits for `meanwhile`. */
  function interrupted(
    meanwhile: () => Promise<unknown>,
    before: "createOrganization" | "updateOrganization",
  ) {
    const { ctx } = sides;
    let isDone = false;
    const itGlue: CommandContext["itGlue"] = (target) =>
      new Proxy(ctx.itGlue(target), {
        get: (of, name) => {
          const value = Reflect.get(of, name);
          if (typeof value !== "function") return value;
          if (name !== before) return value.bind(of);
          return async (...args: unknown[]) => {
            const answer = await value.apply(of, args);
            if (!isDone) await meanwhile();
            isDone = true;
            return answer;
          };
        },
      });
    return syncOrganizations({ ...ctx, itGlue });
  }

  it("an account saved after it was sent is sent again by the next run", async () => {
    await sides.save("RK Fabrics", { name: "RK Textiles" });
    await interrupted(() => sides.save("RK Textiles", { name: "RK Holding" }), "updateOrganization");
    expect(sides.there("RK Textiles")).toBeDefined();
    expect(await sides.sync()).toMatchObject({ pushed: 1, conflicts: 0, updated: 0 });
    expect(sides.there("RK Holding")).toBeDefined();
    await expectQuiet();
  });

  it("an account saved before its turn waits for the next run", async () => {
    await sides.save("Elm City Bakery", { accountCode: "ELMC" });
    await sides.save("RK Fabrics", { accountCode: "RKT" });
    const first = await interrupted(async () => {
      for (const name of ["Elm City Bakery", "RK Fabrics"])
        await sides.save(name, { statusName: "Inactive" });
    }, "updateOrganization");
    expect(first).toMatchObject({ pushed: 1, left: 1 });
    expect(await sides.sync()).toMatchObject({ pushed: 2, left: 0, conflicts: 0 });
    await expectQuiet();
  });

  it("a second sync finds the organization by its name; the answer then links the two once", async () => {
    const made = await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    await interrupted(async () => {
      expect(await sides.sync()).toMatchObject({ linked: 1, pushed: 0 });
    }, "createOrganization");
    expect(namedThere("Brightwater Spa")).toHaveLength(1);
    expect(await sides.linkOf("Brightwater Spa")).toMatchObject({ accountId: made.id, state: "synced" });
    expect(await sides.told()).toEqual(["linked: same-name", "pushed: organization-created"]);
    await expectQuiet();
  });

  it("two-way turned off ends the writing", async () => {
    for (const name of ["Brightwater Spa", "Cedar Clinic"]) await makeAccount(sides.tenant, { name });
    const sync = await interrupted(
      () => sides.settings({ isTwoWaySyncEnabled: false }),
      "createOrganization",
    );
    expect(sync).toMatchObject({ pushed: 1, left: 1 });
    expect(await posts()).toBe(1);
  });

  it("a field changed beside the one that was sent goes with the next run", async () => {
    await sides.save("RK Fabrics", { name: "RK Textiles" });
    await interrupted(async () => {
      await withTenant(sides.tenant.scope, (db) =>
        db.update(account).set({ accountCode: "RKT" }).where(eq(account.name, "RK Textiles")),
      );
    }, "updateOrganization");
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("RK Textiles")?.shortName).toBe("RKT");
  });
});
