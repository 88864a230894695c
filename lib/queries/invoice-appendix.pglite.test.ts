import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { evidence, reading, unitSegment } from "@/db/schema/counting";
import { itGlueConnection } from "@/db/schema/it-glue";
import { asset } from "@/db/schema/mirror";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import type { ResolvedRule } from "@/lib/domain/counting/count-rule";
import type { CountedAsset } from "@/lib/domain/counting/count-units";
import { compress, countEvidence, evidenceBytes, hashOfEvidence } from "@/lib/domain/counting/receipt";
import {
  contextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { makeCharge } from "@/lib/testing/posted-charge";
import { startTestDatabase } from "@/lib/testing/test-database";
import { invoiceAppendix } from "./invoice-appendix";

beforeAll(async () => void (await startTestDatabase()));

const RULE: ResolvedRule = {
  assetType: { id: "t", name: "Microsoft 365" },
  billBy: { by: "field", field: { id: "f", name: "Seats", nameKey: "seats", kind: "Number" } },
  conditions: [],
  includeArchived: false,
};
const IN_WORDS = "Sum of Seats on Microsoft 365 assets";
const seats = (id: string, value: string, isRestricted?: true): CountedAsset => ({
  ...{ id, name: `Name of ${id}`, organizationId: "o", value },
  ...(isRestricted && { isRestricted }),
});

/** A count of a line as a night stores it; answers the reading's id. */
async function counted(of: TestTenant, line: Line, on: string, assets: CountedAsset[]): Promise<string> {
  const total = `${assets.reduce((sum, { value }) => sum + Number(value), 0)}`;
  const receipt = countEvidence(RULE, [{ id: "o", name: "RK" }], { total, counted: assets, leftOut: [] });
  const hash = await hashOfEvidence(receipt);
  const compressed = await compress(evidenceBytes(receipt));
  return withTenant(of.scope, async (db) => {
    const at = `${on}T05:15:00.000Z`;
    await db
      .insert(evidence)
      .values({ tenantId: of.id, hash, compressed, firstStoredAt: at })
      .onConflictDoNothing();
    const [row] = await db
      .insert(reading)
      .values({
        ...{ tenantId: of.id, accountId: line.accountId, contractId: line.contractId, lineId: line.id },
        ...{ source: "nightly", state: "counted", reasons: [], askedAt: at, businessOn: on },
        ...{ units: total, evidenceHash: hash },
        rule: {
          ...{ assetTypeId: "t", conditions: [], includeArchived: false },
          billBy: { by: "field", fieldId: "f" },
        },
      })
      .returning({ id: reading.id });
    await db.insert(unitSegment).values({
      ...{ tenantId: of.id, lineId: line.id, effectiveOn: on, units: total, readingId: row!.id },
      ...{ source: "nightly", recordedAt: at, recordedBy: "Nightly sync" },
    });
    return row!.id;
  });
}

type Line = Awaited<ReturnType<typeof makeLine>> & { accountId: string };

async function countedLine(of: TestTenant): Promise<Line> {
  const { id: accountId } = await makeAccount(of);
  const contract = await makeContract(of, { accountId, name: "Managed IT" });
  const line = await makeLine(of, {
    contractId: contract.id,
    name: "Seats",
    terms: { billBy: "flexible-assets", ruleInWords: IN_WORDS, includedUnits: "1" },
    prices: [
      { effectiveOn: "2026-06-01", unitPrice: "10.00" },
      { effectiveOn: "2026-06-15", unitPrice: "12.00" },
    ],
  });
  return { ...line, accountId };
}

async function restrict(of: TestTenant, assetId: string): Promise<void> {
  const at = of.clock.now().toString();
  await withTenant(of.scope, async (db) => {
    const account = { server: "us" as const, accountId: of.id, accountName: "RK", firstProvedAt: at };
    const [connected] = await db
      .insert(itGlueConnection)
      .values({ tenantId: of.id, ...account })
      .returning({ id: itGlueConnection.id });
    await db.insert(asset).values({
      ...{ tenantId: of.id, connectionId: connected!.id, id: assetId, organizationId: "o", assetTypeId: "t" },
      ...{
        name: "Secret",
        traits: {},
        isArchived: false,
        isRestricted: true,
        itGlueUpdatedAt: at,
        contentHash: "0",
      },
    });
  });
}

const invoicedOf = async (of: TestTenant, chargeIds: string[]) =>
  (await generateInvoices(contextFor(of), { chargeIds })).invoices[0]!.id;

describe("the appendix of an invoice", () => {
  it("has terms, counted assets and the changes of the billed days; restricted assets never by name", async () => {
    const tenant = await makeTenant({ clockAt: "2026-06-30T13:00:00Z" });
    const line = await countedLine(tenant);
    const first = await counted(tenant, line, "2026-06-01", [
      seats("a", "6"),
      seats("b", "4", true),
      seats("c", "1"),
    ]);
    await counted(tenant, line, "2026-06-10", [seats("a", "7"), seats("b", "5", true), seats("c", "2")]);
    await counted(tenant, line, "2026-07-05", [seats("a", "1")]);
    const { accountId } = line;
    const june = await makeCharge(tenant, { accountId, line, readingId: first });
    const id = await invoicedOf(tenant, [june]);
    const shown = await invoiceAppendix(tenant.scope, id);
    expect(shown).toMatchObject({
      lines: [
        {
          serviceName: "Seats",
          contractName: "Managed IT",
          terms: expect.stringMatching(
            /^From 1 June 2026, units are counted in IT Glue every night as the sum of Seats on Microsoft 365 assets, less 1 included unit; billed at the start of each month/,
          ),
          receipts: [
            {
              countedOn: "2026-06-01",
              rule: IN_WORDS,
              valueLabel: "Seats",
              total: "11",
              assets: [
                { id: "a", label: "Name of a", value: "6" },
                { id: "b", label: "restricted asset b", value: "4" },
                { id: "c", label: "Name of c", value: "1" },
              ],
            },
          ],
          changes: [
            { what: "units", effectiveOn: "2026-06-10", from: "11", to: "14" },
            { what: "price", effectiveOn: "2026-06-15", from: "10.00", to: "12.00", why: null },
          ],
        },
      ],
    });
    expect(shown!.lines[0]!.changes[0]!.moves.map(({ label }) => label)).toEqual([
      "Name of a",
      "restricted asset b",
      "Name of c",
    ]);
    expect(JSON.stringify(shown)).not.toContain("Name of b");
    // What IT Glue restricts by now is not named either, in old receipts and in the words of changes.
    await restrict(tenant, "c");
    const later = JSON.stringify(await invoiceAppendix(tenant.scope, id));
    expect(later).not.toContain("Name of c");
    expect(later).toContain("Name of a");
  });

  it("of single changes shows the newest count, and is null where the document has none or is another company's", async () => {
    const tenant = await makeTenant({ clockAt: "2026-06-30T13:00:00Z" });
    const line = await countedLine(tenant);
    await counted(tenant, line, "2026-06-01", [seats("a", "6")]);
    const second = await counted(tenant, line, "2026-06-10", [seats("a", "7")]);
    const charge = await makeCharge(tenant, {
      ...{ accountId: line.accountId, line, readingId: second },
      ...{ kind: "proration", effectiveOn: "2026-06-10", amountMinor: 700n },
    });
    const id = await invoicedOf(tenant, [charge]);
    const [own] = (await invoiceAppendix(tenant.scope, id))!.lines;
    expect(own!.receipts.map(({ countedOn }) => countedOn)).toEqual(["2026-06-10"]);
    expect(own!.changes.map(({ effectiveOn, what }) => [effectiveOn, what])).toEqual([
      ["2026-06-10", "units"],
    ]);
    expect(await invoiceAppendix((await makeTenant()).scope, id)).toBeNull();
    await withTenant(tenant.scope, (db) =>
      db.execute(sql`INSERT INTO billing_settings (tenant_id, has_appendix, saved_at, saved_by)
                     VALUES (${tenant.id}, false, now(), 'Test')`),
    );
    const other = await makeCharge(tenant, { accountId: line.accountId, line, effectiveOn: "2026-06-02" });
    expect(await invoiceAppendix(tenant.scope, await invoicedOf(tenant, [other]))).toBeNull();
  });
});
