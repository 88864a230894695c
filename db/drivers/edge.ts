import { type Database, DatabaseUnavailable } from "../database";
import { openNeon } from "./neon";

/**
 * On edge runtimes only Neon can be reached: the others need sockets or a file system. Each transaction has a connection
 * of its own: a WebSocket must not outlive the request that opened it, and nobody tells a pool where a request ends.
 */
export async function openDatabase(): Promise<Database> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString)
    throw new DatabaseUnavailable("DATABASE_URL is not set: an edge runtime needs a Neon database.");
  return openNeon(connectionString, { maxUses: 1 });
}

type TransactionScope = { run<T>(store: true, work: () => T): T; getStore(): true | undefined };

/** Next's edge runtime has AsyncLocalStorage among its globals; the module it comes from elsewhere cannot be imported. */
const holder = globalThis as typeof globalThis & {
  AsyncLocalStorage?: new () => TransactionScope;
  flexbillTransactionScope?: TransactionScope;
};

function transactionScope(): TransactionScope {
  if (holder.flexbillTransactionScope) return holder.flexbillTransactionScope;
  if (!holder.AsyncLocalStorage)
    throw new Error(
      "This edge runtime has no AsyncLocalStorage: whether a transaction is open would be unknown.",
    );
  // On `globalThis` as in node.ts: two bundles must agree.
  holder.flexbillTransactionScope = new holder.AsyncLocalStorage();
  return holder.flexbillTransactionScope;
}

export const runInTransactionScope = <T>(work: () => T): T => transactionScope().run(true, work);
export const insideTransaction = (): boolean => transactionScope().getStore() === true;
