import { sql } from "drizzle-orm";
import { integer, jsonb, numeric, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { withTenant } from "./client";
import type { Db } from "./database";
import { insertRows } from "./insert-rows";

const scratch = pgTable("scratch_rows", {
  id: text("id").notNull(),
  units: numeric("units"),
  amountMinor: numeric("amount_minor", { mode: "bigint" }),
  at: timestamp("at", { withTimezone: true, mode: "string" }),
  reasons: jsonb("reasons"),
  names: text("names").array(),
  tries: integer("tries").notNull().default(7),
});

const makeScratch = (db: Db) =>
  db.execute(sql`CREATE TEMPORARY TABLE scratch_rows (id text NOT NULL, units numeric, amount_minor numeric,
    at timestamptz, reasons jsonb, names text[], tries integer NOT NULL DEFAULT 7) ON COMMIT DROP`);

describe("insertRows", () => {
  let northwind: TestTenant;
  beforeAll(async () => {
    await startTestDatabase();
    northwind = await makeTenant();
  });

  it("writes what values one by one would write: exact numbers, moments, JSON, lists, nothing, defaults", async () => {
    const rows = [
      {
        id: 'first, with a "quote" and a \\',
        units: "12345678901234567890.123456789",
        amountMinor: 9007199254740993n,
        at: "2026-11-01T05:30:00.123Z",
        reasons: [{ code: "blank", of: null }],
        names: ["a, b", "c"],
      },
      { id: "second", units: null, amountMinor: -1n, at: null, reasons: "a text", names: [] },
    ];
    const stored = await withTenant(northwind.scope, async (db) => {
      await makeScratch(db);
      await db.execute(insertRows(scratch, rows));
      const together = await db.select().from(scratch);
      await db.execute(sql`DELETE FROM scratch_rows`);
      await db.insert(scratch).values(rows);
      return { together, oneByOne: await db.select().from(scratch) };
    });
    expect(stored.together).toEqual(stored.oneByOne);
    expect(stored.together).toMatchObject([
      { units: "12345678901234567890.123456789", amountMinor: 9007199254740993n, tries: 7 },
      { units: null, amountMinor: -1n, reasons: "a text", names: [], tries: 7 },
    ]);
  });

  it("writes what rows have in common to each of them: texts, numbers, moments, JSON, nothing", async () => {
    const shared = {
      units: "0.10",
      amountMinor: 9007199254740993n,
      at: "2026-11-01T05:30:00.123Z",
      reasons: "a text",
      names: null,
      tries: 3,
    };
    const rows = [
      { id: "first", ...shared },
      { id: "second", ...shared },
    ];
    const alike = [{ id: "alike" }, { id: "alike" }];
    const stored = await withTenant(northwind.scope, async (db) => {
      await makeScratch(db);
      await db.execute(insertRows(scratch, rows));
      await db.execute(insertRows(scratch, alike));
      const together = await db.select().from(scratch);
      await db.execute(sql`DELETE FROM scratch_rows`);
      await db.insert(scratch).values(rows);
      await db.insert(scratch).values(alike);
      return { together, oneByOne: await db.select().from(scratch) };
    });
    expect(stored.together).toEqual(stored.oneByOne);
    expect(stored.together.map(({ id }) => id)).toEqual(["first", "second", "alike", "alike"]);
    expect(stored.together[1]).toMatchObject({ units: "0.10", reasons: "a text", names: null, tries: 3 });
  });

  it("refuses rows of different columns, of which one would be lost", () => {
    for (const rows of [
      [{ id: "a" }, { id: "b", units: "1" }],
      [{ id: "a", units: "1" }, { id: "b" }],
    ])
      expect(() => insertRows(scratch, rows)).toThrow("must all have the columns id");
  });
});
