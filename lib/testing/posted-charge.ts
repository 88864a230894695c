import { withTenant } from "@/db/client";
import { charge } from "@/db/schema/billing";
import { makeContract, makeLine, type TestTenant } from "./factories";

type Line = Awaited<ReturnType<typeof makeLine>>;

/** A line of an account whose charges a test writes itself: it is never projected. */
export async function makeBilledLine(of: TestTenant, accountId: string): Promise<Line> {
  const contract = await makeContract(of, { accountId });
  return makeLine(of, { contractId: contract.id, units: [{ effectiveOn: "2026-06-01", units: "10" }] });
}

/**
 * A posted charge of a line, 100.00 USD for June 2026 unless told: straight into the table, for tests of what happens to
 * charges afterwards. Answers its id.
 */
export async function makeCharge(
  of: TestTenant,
  { accountId, line, ...values }: { accountId: string; line: Line } & Partial<typeof charge.$inferInsert>,
): Promise<string> {
  const [row] = await withTenant(of.scope, (db) =>
    db
      .insert(charge)
      .values({
        kind: "regular",
        periodStartOn: "2026-06-01",
        periodEndOn: "2026-06-30",
        effectiveOn: "2026-06-01",
        units: "10",
        unitPrice: "10.00",
        days: 30,
        periodDays: 30,
        amountMinor: 10_000n,
        currency: "USD",
        explanation: "10 units for June 2026",
        taxTreatment: "taxable",
        postedAt: of.clock.now().toString({ smallestUnit: "millisecond" }),
        postedBy: "Test",
        ...values,
        accountId,
        contractId: line.contractId,
        lineId: line.id,
        tenantId: of.scope.tenantId,
      })
      .returning({ id: charge.id }),
  );
  return row!.id;
}
