import { beforeAll, expect, it } from "vitest";
import { contextFor, makeLine, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { comparePolicies } from "./compare-policies";

beforeAll(async () => void (await startTestDatabase()));

it("compares the policies over a stored line's own units and price, under no matter which it has", async () => {
  const tenant = await makeTenant();
  const { id: lineId } = await makeLine(tenant, {
    terms: { prorateIncreases: "none", prorateDecreases: "none" },
    units: [
      { effectiveOn: "2026-06-01", units: "10" },
      { effectiveOn: "2026-06-10", units: "11" },
    ],
  });
  const { currency, own, period } = await comparePolicies(contextFor(tenant), { lineId, on: "2026-06-30" });
  expect([currency, own]).toEqual(["USD", "none"]);
  const words = period?.policies.map(({ policy, amount, difference }) => `${policy} ${amount} ${difference}`);
  expect(words).toEqual([
    "daily 107.00 7.00",
    "next-period 100.00 0.00",
    "none 100.00 0.00",
    "snapshot 110.00 10.00",
    "peak 110.00 10.00",
  ]);
});

it("has no one policy to compare with where increases and decreases are billed by two", async () => {
  const tenant = await makeTenant();
  const { id: lineId } = await makeLine(tenant, {
    terms: { prorateIncreases: "none" },
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
  });
  const { own, period } = await comparePolicies(contextFor(tenant), { lineId, on: "2026-06-30" });
  expect(own).toBeNull();
  expect(period?.policies.every(({ difference }) => difference === null)).toBe(true);
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
