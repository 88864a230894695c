import { withGate } from "@/db/client";
import { pendingMigrations } from "@/db/migrate";

export type Health = {
  status: "ok" | "unavailable";
  database: "ok" | "unavailable";
  migrations: "current" | "pending" | "unknown";
};

/** SQLSTATE classes of a database that answers but lacks a table, a role or a right: it was not migrated. */
const NOT_MIGRATED = ["42", "22"];

/** Whether this process can serve: its database answers and is at the newest migration. Names nothing and nobody. */
export async function health(): Promise<Health> {
  try {
    const pending = await withGate(pendingMigrations);
    return pending.length === 0
      ? { status: "ok", database: "ok", migrations: "current" }
      : { status: "unavailable", database: "ok", migrations: "pending" };
  } catch (error) {
    return isNotMigrated(error)
      ? { status: "unavailable", database: "ok", migrations: "pending" }
      : { status: "unavailable", database: "unavailable", migrations: "unknown" };
  }
}

function isNotMigrated(error: unknown): boolean {
  const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: unknown };
  return typeof code === "string" && code.length === 5 && NOT_MIGRATED.includes(code.slice(0, 2));
}
