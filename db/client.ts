import { insideTransaction, openDatabase, runInTransactionScope } from "#db/driver";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { inSpan } from "@/lib/operations/span";
import type { Database, Db } from "./database";

/** The process's one open database lives on `globalThis`: Next bundles modules more than once, a data folder opens once. */
const holder = globalThis as typeof globalThis & { flexbillDatabase?: Promise<Database> };

/** The open database of this process; opened at the first call. A failed opening is tried again by the next call. */
export function database(): Promise<Database> {
  holder.flexbillDatabase ??= openDatabase().catch((error: unknown) => {
    holder.flexbillDatabase = undefined;
    throw error;
  });
  return holder.flexbillDatabase;
}

/** Puts an already opened database in place: tests and command-line verbs. */
export function placeDatabase(opened: Database): void {
  holder.flexbillDatabase = Promise.resolve(opened);
}

/** Closes the database and lets go of its folder. */
export async function closeDatabase(): Promise<void> {
  const opened = holder.flexbillDatabase;
  holder.flexbillDatabase = undefined;
  await (await opened)?.close();
}

async function inRole<T>(role: string, tenantId: string | null, work: (db: Db) => Promise<T>): Promise<T> {
  if (insideTransaction()) {
    throw new Error("A transaction is already open here: hand its `Db` on instead of opening a second one.");
  }
  const opened = await database();
  // The first is SET LOCAL ROLE, as a function: one statement for both.
  const opening = `SELECT set_config('role', ${literal(role)}, true), set_config('flexbill.tenant_id', ${literal(tenantId ?? "")}, true)`;
  return inSpan(
    "database transaction",
    {
      "db.system.name": "postgresql",
      "db.role": role,
      ...(tenantId !== null && { "flexbill.tenant_id": tenantId }),
    },
    () => runInTransactionScope(() => opened.transaction(work, opening)),
  );
}

/** Goes out with `BEGIN`, where no parameters can: letters, digits, "_" and "-" are all that roles and tenants' ids have. */
function literal(text: string): string {
  if (!/^[\w-]*$/.test(text))
    throw new Error("No role or tenant id: it holds other characters than those have.");
  return `'${text}'`;
}

/**
 * Runs `work` in one transaction that sees and changes only the records of `scope`'s tenant: the only source of a `Db`
 * for tenant tables, reads included (design.md 10). Rolls back when `work` throws. Never call IT Glue inside it.
 */
export function withTenant<T>(scope: TenantScope, work: (db: Db) => Promise<T>): Promise<T> {
  const rehearsal = rehearsals.get(scope);
  return rehearsal ? rehearsal.transaction(work) : inRole("flexbill_app", scope.tenantId, work);
}

/** The transaction of each rehearsal under way, by the scope it was given. */
const rehearsals = new WeakMap<TenantScope, Db>();

/** Whether what is done in this scope is taken back at its end, so that nobody should be told that it was done. */
export const isRehearsed = (scope: TenantScope): boolean => rehearsals.has(scope);

/** Ends a rehearsal: its transaction rolls back. */
class RehearsalOver extends Error {
  override readonly name = "RehearsalOver";
}

/**
 * Runs commands for real and takes everything back: each `withTenant` of the scope that `work` is handed is a savepoint of one
 * transaction, which is rolled back at the end. A dry run thus tells what the very same code would do, to the cent. `work` must
 * not begin two transactions at once.
 */
export async function rehearse<T>(scope: TenantScope, work: (scope: TenantScope) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  try {
    await inRole("flexbill_app", scope.tenantId, async (db) => {
      const rehearsed = { ...scope };
      rehearsals.set(rehearsed, db);
      result = { value: await work(rehearsed) };
      throw new RehearsalOver();
    });
  } catch (error) {
    if (!(error instanceof RehearsalOver)) throw error;
  }
  return result!.value;
}

/** Runs `work` with the right to call the narrow functions of sign-in and the tick, and to nothing else. */
export function withGate<T>(work: (db: Db) => Promise<T>): Promise<T> {
  return inRole("flexbill_gate", null, work);
}

/** Runs `work` with the right to the local runner's tables, and to nothing else. */
export function withRunner<T>(work: (db: Db) => Promise<T>): Promise<T> {
  return inRole("flexbill_runner", null, work);
}

/** `fetch` for every outgoing call: refuses to wait for the network while a transaction holds the database. */
export const fetchOutsideTransactions: typeof fetch = async (input, init) => {
  if (insideTransaction())
    throw new Error("No HTTP inside a transaction: read first, then open it (design.md 10).");
  const { method, url } =
    input instanceof Request ? input : { method: init?.method ?? "GET", url: `${input}` };
  const { host, pathname } = new URL(url);
  // Only host and path: what is asked for in a query, and all headers, stay here.
  const facts = { "http.request.method": method, "server.address": host, "url.path": pathname };
  return inSpan(`HTTP ${method}`, facts, async (note) => {
    const answer = await fetch(input, init);
    note({ "http.response.status_code": answer.status });
    return answer;
  });
};
