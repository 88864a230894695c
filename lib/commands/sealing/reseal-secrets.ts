import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { openSealed, SealBroken, seal } from "@/lib/auth/sealing";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { SEALED_COLUMNS, type SealedColumn } from "./sealed-columns";

export type Resealed = {
  secrets: number;
  /** Places of secrets that open no more, "table.column": they must be entered again. */
  lost: string[];
};

const PAGE = 200;

const MOST_PASSES = 5;

/**
 * Seals every secret of a tenant that is not under the data key `keyId` anew, row by row, each in a transaction of its
 * own; again, until a pass finds none: one may have been stored under the former key meanwhile.
 */
export async function resealSecrets(scope: TenantScope, keyId: string): Promise<Resealed> {
  let secrets = 0;
  for (let pass = 1; ; pass += 1) {
    const resealed = await onePass(scope, keyId);
    secrets += resealed.secrets;
    if (resealed.secrets === 0 || pass === MOST_PASSES) return { secrets, lost: resealed.lost };
  }
}

async function onePass(scope: TenantScope, keyId: string): Promise<Resealed> {
  const resealed: Resealed = { secrets: 0, lost: [] };
  for (const place of SEALED_COLUMNS) {
    let after: string | null = null;
    do {
      const rows: FoundSecret[] = await withTenant(scope, (db) => secretsOf(db, scope, place, keyId, after));
      for (const found of rows) {
        const outcome = await resealOne(scope, place, found);
        if (outcome === "resealed") resealed.secrets += 1;
        if (outcome === "lost") resealed.lost.push(`${place.table}.${place.column}`);
      }
      after = rows.length === PAGE ? rows.at(-1)!.row : null;
    } while (after !== null);
  }
  return resealed;
}

/** Whether anything of a tenant is still sealed under the data key `keyId`. */
export async function isInUse(db: Db, scope: TenantScope, keyId: string): Promise<boolean> {
  for (const place of SEALED_COLUMNS) {
    const { table, column } = named(place);
    const found = rowsOf(
      await db.execute(sql`
        SELECT 1 FROM ${table} WHERE tenant_id = ${scope.tenantId} AND split_part(${column}, '.', 2) = ${keyId} LIMIT 1`),
    );
    if (found.length > 0) return true;
  }
  return false;
}

type FoundSecret = { row: string; sealed: string };

async function secretsOf(
  db: Db,
  scope: TenantScope,
  place: SealedColumn,
  keyId: string,
  after: string | null,
): Promise<FoundSecret[]> {
  const { table, column, rowColumn } = named(place);
  return rowsOf(
    await db.execute(sql`
      SELECT ${rowColumn}::text AS row, ${column} AS sealed FROM ${table}
       WHERE tenant_id = ${scope.tenantId} AND ${column} IS NOT NULL AND split_part(${column}, '.', 2) <> ${keyId}
         AND ${rowColumn}::text > ${after ?? ""}
       ORDER BY ${rowColumn}::text LIMIT ${PAGE}`),
  );
}

/** Only over the very ciphertext it opened: a secret that was stored meanwhile is newer, and stays. */
async function resealOne(
  scope: TenantScope,
  place: SealedColumn,
  { row, sealed }: FoundSecret,
): Promise<"resealed" | "changed-meanwhile" | "lost"> {
  const { table, column, rowColumn } = named(place);
  const at = { table: place.table, column: place.column, row };
  try {
    return await withTenant(scope, async (db) => {
      const anew = await seal(db, scope, at, await openSealed(db, scope, at, sealed));
      const written = rowsOf(
        await db.execute(sql`
          UPDATE ${table} SET ${column} = ${anew}
           WHERE tenant_id = ${scope.tenantId} AND ${rowColumn}::text = ${row} AND ${column} = ${sealed}
          RETURNING 1`),
      );
      return written.length === 1 ? "resealed" : "changed-meanwhile";
    });
  } catch (error) {
    if (error instanceof SealBroken) return "lost";
    throw error;
  }
}

function named({ table, column, rowColumn }: SealedColumn) {
  return {
    table: sql.identifier(table),
    column: sql.identifier(column),
    rowColumn: sql.identifier(rowColumn),
  };
}

function rowsOf<Row>(result: unknown): Row[] {
  return (result as { rows: Row[] }).rows;
}
