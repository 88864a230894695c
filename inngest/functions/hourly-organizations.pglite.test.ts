import { InngestTestEngine } from "@inngest/test";
import { beforeAll, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { hourlyOrganizations } from "./hourly-organizations";

beforeAll(async () => {
  await startTestDatabase();
});

async function withIntegration(isEnabled: boolean): Promise<TestTenant> {
  const of = await makeTenant();
  await withTenant(of.scope, (db) =>
    db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled, subdomain: "msp", server: "us" }),
  );
  return of;
}

type Asked = { id: string; name: string; data: { tenantId: string; requestedBy: string } };

async function asked(): Promise<Asked[]> {
  const engine = new InngestTestEngine({
    function: hourlyOrganizations,
    steps: [{ id: "request-syncs", handler: () => ({ ids: [] }) }],
  });
  const { ctx } = await engine.execute();
  return ctx.step.sendEvent.mock.calls.flatMap(([, events]) => events as unknown as Asked[]);
}

it("asks once an hour for each tenant whose integration is enabled, and for no other", async () => {
  expect(await asked()).toEqual([]);
  const [one, two] = [await withIntegration(true), await withIntegration(true)];
  await withIntegration(false);
  await makeTenant();
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-06-01T13:00:00Z") });
  try {
    const first = await asked();
    expect(first.map(({ name, data }) => [name, data.tenantId]).sort()).toEqual(
      [one, two].map(({ id }) => ["organizations/sync.requested", id]).sort(),
    );
    vi.setSystemTime(new Date("2026-06-01T13:30:00Z"));
    expect((await asked()).map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    vi.setSystemTime(new Date("2026-06-01T14:00:00Z"));
    const ids = new Set(first.map(({ id }) => id));
    expect((await asked()).filter(({ id }) => ids.has(id))).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
