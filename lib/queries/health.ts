import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";
import { pendingMigrations } from "@/db/migrate";
import { syncRun } from "@/db/schema/sync-run";

export type Health = {
  status: "ok" | "unavailable";
  database: "ok" | "unavailable";
  migrations: "current" | "pending" | "unknown";
  /** Whether the last runs of all companies reached IT Glue; unknown where none has it enabled. Companies that live in real time only. */
  itGlue: "ok" | "partly-failing" | "failing" | "unknown";
  /** Whole minutes since a run ended, of whichever company; null before the first. */
  lastRunMinutesAgo: number | null;
};

/** SQLSTATE classes of a database that answers but lacks a table, a role or a right: it was not migrated. */
const NOT_MIGRATED = ["42", "22"];

/** Whether this process can serve: its database answers and is at the newest migration. Names nothing and nobody. */
export async function health(): Promise<Health> {
  try {
    const pending = await withGate(pendingMigrations);
    return pending.length === 0
      ? { status: "ok", database: "ok", migrations: "current", ...(await nightHealth()) }
      : { status: "unavailable", database: "ok", migrations: "pending", ...NOTHING_KNOWN };
  } catch (error) {
    return isNotMigrated(error)
      ? { status: "unavailable", database: "ok", migrations: "pending", ...NOTHING_KNOWN }
      : { status: "unavailable", database: "unavailable", migrations: "unknown", ...NOTHING_KNOWN };
  }
}

const NOTHING_KNOWN = { itGlue: "unknown", lastRunMinutesAgo: null } as const;

/** An outage of IT Glue, or of one company's key, is told and never takes the app out of service. */
async function nightHealth(): Promise<Pick<Health, "itGlue" | "lastRunMinutesAgo">> {
  const [found] = await withGate((db) =>
    db
      .select({
        lastFinishedAt: sql<string | null>`last_finished_at`
          .mapWith(syncRun.finishedAt)
          .as("last_finished_at"),
        tenants: sql<number>`tenants::int`.as("tenants"),
        unreachable: sql<number>`unreachable::int`.as("unreachable"),
      })
      .from(sql`night_health()`),
  );
  const { lastFinishedAt, tenants, unreachable } = found!;
  const age = lastFinishedAt === null ? null : Date.now() - Date.parse(lastFinishedAt);
  return {
    itGlue: reach(tenants, unreachable),
    lastRunMinutesAgo: age === null ? null : Math.max(0, Math.floor(age / 60_000)),
  };
}

function reach(tenants: number, unreachable: number): Health["itGlue"] {
  if (tenants === 0) return "unknown";
  if (unreachable === 0) return "ok";
  return unreachable < tenants ? "partly-failing" : "failing";
}

function isNotMigrated(error: unknown): boolean {
  const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: unknown };
  return typeof code === "string" && code.length === 5 && NOT_MIGRATED.includes(code.slice(0, 2));
}
