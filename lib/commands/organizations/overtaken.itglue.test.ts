import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { type Bench, startBench } from "@/lib/testing/connected-tenant";
import { makeAccount } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { openTenantGateway } from "../it-glue-settings/tenant-gateway";
import { pullOrganizations } from "./pull-organizations";
import { pushOrganizations } from "./push-organizations";
import { syncOrganizations } from "./sync-organizations";
import { type TwoSides, twoSides } from "./two-way.fixture";

let bench: Bench;
let sides: TwoSides;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  sides = await twoSides(bench);
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

/** A sync during whose reads, once read, something happens; it is told the number of the read. */
function overtaken(meanwhile: (read: number) => Promise<unknown>) {
  const { ctx } = sides;
  let reads = 0;
  const itGlue: CommandContext["itGlue"] = (target) =>
    new Proxy(ctx.itGlue(target), {
      get: (of, name) => {
        const value = Reflect.get(of, name);
        if (typeof value !== "function") return value;
        if (name !== "organizationKinds") return value.bind(of);
        return async (...args: unknown[]) => {
          const answer = await value.apply(of, args);
          reads += 1;
          await meanwhile(reads);
          return answer;
        };
      },
    });
  return syncOrganizations({ ...ctx, itGlue });
}

const raiseRevision = () =>
  withTenant(sides.tenant.scope, async (db) => {
    await db
      .update(itGlueSettings)
      .set({ organizationsRevision: sql`${itGlueSettings.organizationsRevision} + 1` })
      .where(eq(itGlueSettings.tenantId, sides.tenant.id));
  });
const provings = async () =>
  (await emulatorRequests(bench.emulator.url)).filter(({ path }) =>
    decodeURIComponent(path).includes("filter[primary]"),
  ).length;

describe("a read that another sync has overtaken", () => {
  it("is made again: what the other has made is not taken for gone, nor its values for old ones", async () => {
    await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    await sides.save("RK Fabrics", { name: "RK Textiles" });
    const late = await overtaken(async (read) => {
      if (read === 1) expect(await sides.sync()).toMatchObject({ pushed: 2 });
    });
    expect(late).toMatchObject({ created: 0, updated: 0, orphaned: 0, pushed: 0, conflicts: 0 });
    expect(await sides.here("RK Textiles")).toBeDefined();
    expect(await sides.linkOf("Brightwater Spa")).toMatchObject({ state: "synced" });
    expect(await provings()).toBe(3);
  });

  it("again and again is taken over at last, but nothing for gone, and nothing is sent", async () => {
    const organizationId = sides.there("RK Fabrics")!.id;
    await bench.control({ action: "delete-organization", organizationId });
    await bench.control({ action: "add-organization", accountId: "northwind", name: "Cedar Clinic" });
    await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    expect(await overtaken(raiseRevision)).toMatchObject({ created: 1, orphaned: 0, pushed: 0 });
    expect(await provings()).toBe(3);
    expect([await sides.writes(), (await sides.linkOf("RK Fabrics"))?.state]).toEqual([0, "synced"]);
    expect(await sides.sync()).toMatchObject({ created: 0, orphaned: 1, pushed: 1 });
  });

  it("after it was taken over, before its turn to send: nothing is sent on what it saw", async () => {
    await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    const tenantGateway = await openTenantGateway(sides.ctx);
    const pulled = await pullOrganizations(sides.ctx, tenantGateway);
    await raiseRevision();
    expect(await pushOrganizations(sides.ctx, tenantGateway, pulled)).toEqual({
      pushed: 0,
      errors: 0,
      left: 1,
    });
    expect(await sides.writes()).toBe(0);
    expect(await sides.sync()).toMatchObject({ pushed: 1, left: 0 });
  });
});
