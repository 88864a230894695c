import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { billingItem, charge } from "@/db/schema/billing";
import { recordAudit } from "@/lib/commands/audit";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { contextFor, makeContract, makeLine, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { contractPage } from "./contract-page";

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
});

const ON = "2026-06-20";

describe("prorated transactions", () => {
  it("tell their units, days and state, and the invoice they are on", async () => {
    const line = await makeLine(tenant, {
      units: [
        { effectiveOn: "2026-06-01", units: "10" },
        { effectiveOn: "2026-06-10", units: "11" },
        { effectiveOn: "2026-06-20", units: "12" },
      ],
    });
    const ctx = contextFor(tenant);
    const items = await withTenant(tenant.scope, async (db) => {
      await reprojectLine(db, ctx, line.id);
      return db.select().from(billingItem).where(eq(billingItem.lineId, line.id));
    });
    const due = items.filter(({ effectiveOn }) => effectiveOn <= "2026-06-10");
    await postItems(ctx, { items: due.map(({ id, contentHash }) => ({ id, contentHash })) });
    const posted = await withTenant(tenant.scope, (db) => db.select().from(charge));
    await generateInvoices(ctx, { chargeIds: posted.map(({ id }) => id) });
    const page = (await contractPage(tenant.scope, line.contractId, ON))!;
    expect(page.hasMoreProrated).toBe(false);
    expect(page.prorated).toMatchObject([
      {
        status: "in-review",
        effectiveOn: "2026-06-20",
        previousUnits: "11",
        units: "12",
        days: 11,
        periodDays: 30,
        amount: "3.67",
        invoices: [],
      },
      {
        status: "invoiced",
        effectiveOn: "2026-06-10",
        previousUnits: "10",
        units: "11",
        days: 21,
        periodDays: 30,
        amount: "7.00",
        invoices: [{ number: 1 }],
      },
    ]);
  });
});

describe("contract history", () => {
  async function changed() {
    const { id: contractId } = await makeContract(tenant);
    const seats = await makeLine(tenant, { contractId });
    const backup = await makeLine(tenant, { contractId });
    const note = (kind: string, id: string, action: string) =>
      withTenant(tenant.scope, (db) =>
        recordAudit(db, contextFor(tenant), { action, subject: { kind, id } }),
      );
    await note("contract", contractId, "contract.edited");
    await note("contract-line", seats.id, "contract-line.edited");
    await note("contract-line", backup.id, "contract-line.ended");
    await note("contract-line", (await makeLine(tenant)).id, "contract-line.edited");
    return { contractId, seats, backup, note };
  }

  it("is of the contract and all its lines, of one line, or of the contract alone", async () => {
    const { contractId, seats, backup } = await changed();
    const of = async (historyOf: string | null) =>
      (await contractPage(tenant.scope, contractId, ON, { historyOf }))!.history.map(({ action }) => action);
    expect(await of(null)).toEqual(["contract-line.ended", "contract-line.edited", "contract.edited"]);
    expect(await of(seats.id)).toEqual(["contract-line.edited"]);
    expect(await of(backup.id)).toEqual(["contract-line.ended"]);
    expect(await of("contract")).toEqual(["contract.edited"]);
  });

  it("of another contract's line is that of this contract: an address opens nothing else", async () => {
    const { contractId } = await changed();
    const other = await makeLine(tenant);
    const page = await contractPage(tenant.scope, contractId, ON, { historyOf: other.id });
    expect(page?.history).toHaveLength(3);
  });

  it("is cut at 50 and says so, and is whole when asked for", async () => {
    const { contractId, note } = await changed();
    for (let count = 0; count < 48; count += 1) await note("contract", contractId, "contract.edited");
    const cut = (await contractPage(tenant.scope, contractId, ON))!;
    expect([cut.history.length, cut.hasMoreHistory]).toEqual([50, true]);
    const whole = (await contractPage(tenant.scope, contractId, ON, { isWholeHistory: true }))!;
    expect([whole.history.length, whole.hasMoreHistory]).toEqual([51, false]);
    expect(whole.history.at(-1)?.action).toBe("contract.edited");
  });
});
