import { beforeAll, expect, it } from "vitest";
import { contextFor, makeLine, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { comparePolicies } from "./compare-policies";

beforeAll(async () => void (await startTestDatabase()));

it("compares the policies over a stored line's own units and price, under no matter which it has", async () => {
  const tenant = await makeTenant();
  const { id: lineId } = await makeLine(tenant, {
    terms: { prorateIncreases: "none" },
    units: [
      { effectiveOn: "2026-06-01", units: "10" },
      { effectiveOn: "2026-06-10", units: "11" },
    ],
  });
  const { currency, period } = await comparePolicies(contextFor(tenant), { lineId, on: "2026-06-30" });
  expect(currency).toBe("USD");
  expect(period?.policies.map(({ policy, amount }) => `${policy} ${amount}`)).toEqual([
    "daily 107.00",
    "next-period 100.00",
    "none 100.00",
    "snapshot 110.00",
    "peak 110.00",
  ]);
});

it("has nothing to compare before a first count, and knows no line of another company", async () => {
  const tenant = await makeTenant();
  const { id: lineId } = await makeLine(tenant);
  const asked = { lineId, on: "2026-06-30" };
  expect((await comparePolicies(contextFor(tenant), asked)).period).toBeNull();
  await expect(comparePolicies(contextFor(await makeTenant()), asked)).rejects.toMatchObject({
    code: "not-found",
  });
});
