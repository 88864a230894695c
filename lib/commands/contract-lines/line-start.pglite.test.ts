import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { openingAmount } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import { contextFor, makeContract, makeLine, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { saveLine } from "./save-line";

beforeAll(async () => void (await startTestDatabase()));

it("a line with opening amounts keeps its start: they name the periods that rest on it", async () => {
  const tenant = await makeTenant();
  const startOn = "2026-05-17";
  const contract = await makeContract(tenant, { startOn, billedElsewhereThroughOn: "2026-06-16" });
  const units = [{ effectiveOn: startOn, units: "10" }];
  const line = await makeLine(tenant, { contractId: contract.id, startOn, units });
  const move = () =>
    saveLine(contextFor(tenant), {
      contractId: contract.id,
      lineId: line.id,
      version: 1,
      serviceId: line.serviceId,
      name: line.name,
      description: "",
      unitPrice: "10.00",
      unitCost: "",
      priceEffectiveOn: "",
      billBy: { by: "none", units: "10" },
      rounding: "none",
      minimumUnits: "",
      includedUnits: "",
      maximumUnits: "",
      prorateIncreases: "daily",
      prorateDecreases: "daily",
      startOn: "2026-05-20",
      effectiveOn: "2026-06-01",
      reason: "",
    });
  await withTenant(tenant.scope, (db) =>
    db.insert(openingAmount).values({
      tenantId: tenant.id,
      lineId: line.id,
      periodStartOn: startOn,
      periodEndOn: "2026-06-16",
      amountMinor: 10_000n,
      currency: "USD",
      recordedAt: "2026-06-01T13:00:00Z",
      recordedBy: "Test",
    }),
  );
  await expect(move()).rejects.toMatchObject({ code: "invalid", fields: [{ path: "startOn" }] });

  await withTenant(tenant.scope, (db) => db.delete(openingAmount).where(eq(openingAmount.lineId, line.id)));
  await move();
  const [moved] = await withTenant(tenant.scope, (db) =>
    db.select().from(contractLine).where(eq(contractLine.id, line.id)),
  );
  expect(moved?.startOn).toBe("2026-05-20");
});
