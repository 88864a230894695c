import { InngestTestEngine } from "@inngest/test";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { accountOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type TwoSides, twoSides } from "@/lib/commands/organizations/two-way.fixture";
import { type Bench, startBench } from "@/lib/testing/connected-tenant";
import { makeAccount } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { accountSaved, organizationsSyncRequested } from "../events";
import { syncOrganizationsNow } from "./sync-organizations";

let bench: Bench;
let sides: TwoSides;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
  vi.stubEnv("FLEXBILL_DEMO", "1");
  vi.stubEnv("ITGLUE_BASE_URL", bench.emulator.url);
});
beforeEach(async () => {
  sides = await twoSides(bench);
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(async () => {
  vi.unstubAllEnvs();
  await bench.stop();
});

type Events = NonNullable<ConstructorParameters<typeof InngestTestEngine>[0]["events"]>;
const run = (...events: Events) =>
  new InngestTestEngine({ function: syncOrganizationsNow, events: events as [Events[0]] }).execute();
const asked = () => organizationsSyncRequested.create({ tenantId: sides.tenant.id, requestedBy: "Ada" });
const saved = (accountId: string) =>
  accountSaved.create({ tenantId: sides.tenant.id, accountId, requestedBy: "Ada" });

describe("sync-organizations", () => {
  it("takes over what was changed in IT Glue, whoever asked", async () => {
    const organizationId = sides.there("RK Fabrics")!.id;
    await bench.control({ action: "rename-organization", organizationId, name: "RK Textiles" });
    expect((await run(asked())).result).toMatchObject([{ updated: 1, pushed: 0, left: 0 }]);
    expect(await sides.here("RK Textiles")).toBeDefined();
    expect(await sides.log()).toMatchObject([{ actorName: "Sync requested by Ada" }]);
  });

  it("sends an account after it was saved; sent twice, the second run writes nothing", async () => {
    const { id } = await makeAccount(sides.tenant, { name: "Brightwater Spa" });
    expect((await run(saved(id))).result).toMatchObject([{ pushed: 1, left: 0 }]);
    expect(sides.there("Brightwater Spa")).toBeDefined();
    const [writes, told] = [await sides.writes(), await sides.told()];
    expect((await run(saved(id))).result).toMatchObject([{ pushed: 0, updated: 0 }]);
    expect([await sides.writes(), await sides.told()]).toEqual([writes, told]);
  });

  it("goes on until all is sent, fifty at a time", async () => {
    for (let number = 1; number <= 53; number += 1)
      await makeAccount(sides.tenant, { name: `Customer ${number}` });
    expect((await run(asked())).result).toMatchObject([
      { pushed: 50, left: 3 },
      { pushed: 3, left: 0 },
    ]);
    const { organizations } = accountOf(bench.emulator.state, "northwind");
    const names = organizations.map(({ name }) => name).filter((name) => name.startsWith("Customer "));
    expect([names.length, new Set(names).size]).toEqual([53, 53]);
  });

  it("is no failure where IT Glue refuses, and one where it cannot be read", async () => {
    await sides.save("RK Fabrics", { name: "Elm City Bakery" });
    expect((await run(asked())).result).toMatchObject([{ errors: 1, pushed: 0 }]);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await sides.settings({ isEnabled: false });
    expect((await run(asked())).error).toMatchObject({ message: "Refused: it-glue-disabled" });
    vi.restoreAllMocks();
  });

  it("refuses an event that does not have the form of one", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const event = accountSaved.create({ tenantId: sides.tenant.id, accountId: "1", requestedBy: "Ada" });
    expect((await run(event)).error).toMatchObject({ name: "EventValidationError" });
    vi.restoreAllMocks();
  });
});
