import { AsyncLocalStorage } from "node:async_hooks";
import type { Database } from "../database";
import { openNeon } from "./neon";
import { openPglite } from "./pglite";
import { openPostgres } from "./postgres";

const NEON_HOST = /\.neon\.tech$/;

/**
 * Chooses the driver by `DATABASE_URL` (design.md 11): none → PGlite in `FLEXBILL_DATA_DIR` (default `.data`), a Neon
 * host → Neon's pool, anything else → `pg`. The demo's data and users exist nowhere but in the embedded database.
 */
export async function openDatabase(): Promise<Database> {
  const url = process.env.DATABASE_URL;
  if (!url) return openPglite(process.env.FLEXBILL_DATA_DIR ?? ".data");
  return NEON_HOST.test(new URL(url).hostname) ? openNeon(url) : openPostgres(url);
}

/** On `globalThis` for the same reason as the database: two bundles must agree on whether a transaction is open. */
const holder = globalThis as typeof globalThis & { flexbillTransactionScope?: AsyncLocalStorage<true> };
holder.flexbillTransactionScope ??= new AsyncLocalStorage<true>();
const storage = holder.flexbillTransactionScope;

export const runInTransactionScope = <T>(work: () => T): T => storage.run(true, work);
export const insideTransaction = (): boolean => storage.getStore() === true;
