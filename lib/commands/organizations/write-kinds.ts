import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { organizationKind } from "@/db/schema/mirror";
import type { CommandContext } from "../context";
import { inChunks } from "./in-chunks";
import type { OrganizationsRead } from "./read-organizations";

/** Mirrors organization types and statuses; writes only what changed, and marks those that are gone. */
export async function writeKinds(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  { types, statuses }: Pick<OrganizationsRead, "types" | "statuses">,
): Promise<void> {
  const { tenantId } = ctx.scope;
  const isOwn = and(eq(organizationKind.tenantId, tenantId), eq(organizationKind.connectionId, connectionId));
  const known = await db
    .select()
    .from(organizationKind)
    .where(and(isOwn, isNull(organizationKind.missingSince)));
  const keyOf = (row: { kind: string; id: string }) => `${row.kind} ${row.id}`;
  const nameOf = new Map(known.map((row) => [keyOf(row), row.name]));
  const read = [
    ...types.map(({ id, name }) => ({ kind: "type" as const, id, name })),
    ...statuses.map(({ id, name }) => ({ kind: "status" as const, id, name })),
  ];
  await inChunks(
    read.filter((row) => nameOf.get(keyOf(row)) !== row.name),
    (rows) =>
      db
        .insert(organizationKind)
        .values(rows.map((row) => ({ ...row, tenantId, connectionId })))
        .onConflictDoUpdate({
          target: [
            organizationKind.tenantId,
            organizationKind.connectionId,
            organizationKind.kind,
            organizationKind.id,
          ],
          set: { name: sql`excluded.name`, missingSince: null },
        }),
  );
  const there = new Set(read.map(keyOf));
  for (const { kind, id } of known.filter((row) => !there.has(keyOf(row))))
    await db
      .update(organizationKind)
      .set({ missingSince: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(and(isOwn, eq(organizationKind.kind, kind), eq(organizationKind.id, id)));
}
