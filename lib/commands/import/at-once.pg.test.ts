import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { COUNTED, csvOf } from "@/lib/inputs/import/import-rows.fixture";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { importTenant } from "./import-tenant.fixture";
import { runImport } from "./run-import";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});

describe("at once", () => {
  it("one approved file is imported by several people once: the others see what is there by then", async () => {
    const of = await importTenant();
    const text = csvOf([
      {},
      { ...COUNTED, lineName: "Licenses" },
      ...Array.from({ length: 20 }, (_, index) => ({ account: "Beta Ltd", lineName: `Line ${index}` })),
    ]);
    const { hash } = await of.plan(text);
    const input = { text, fileName: "contracts.csv", planHash: hash };
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => runImport(of.ctx, input)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      "changed",
      "changed",
      "changed",
      "imported",
    ]);
    for (const each of outcomes)
      if (each.outcome === "changed") expect(each.plan.counts).toMatchObject({ lines: 0, alreadyThere: 22 });
    expect(await of.written()).toEqual({ contracts: 2, lines: 22 });
  });

  it("files for different accounts are imported side by side, their contracts numbered without a gap", async () => {
    const of = await importTenant();
    const outcomes = await Promise.all([of.run(csvOf([{}])), of.run(csvOf([{ account: "Beta Ltd" }]))]);
    const numbers = outcomes.flatMap((each) =>
      each.outcome === "imported" ? each.contracts.map(({ contractNumber }) => contractNumber) : [],
    );
    expect(numbers.sort()).toEqual([1, 2]);
  });
});
