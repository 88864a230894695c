import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { organization } from "@/db/schema/mirror";
import type { MirroredOrganization } from "@/lib/domain/organization-sync/sync-state";
import type { CommandContext } from "../context";
import { inChunks } from "./in-chunks";

/** Writes organizations as IT Glue has them now. */
export async function writeOrganizations(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  organizations: readonly MirroredOrganization[],
): Promise<void> {
  const { tenantId } = ctx.scope;
  await inChunks(organizations, (rows) =>
    db
      .insert(organization)
      .values(rows.map((row) => ({ ...row, tenantId, connectionId })))
      .onConflictDoUpdate({
        target: [organization.tenantId, organization.connectionId, organization.id],
        set: {
          name: sql`excluded.name`,
          shortName: sql`excluded.short_name`,
          typeId: sql`excluded.type_id`,
          typeName: sql`excluded.type_name`,
          statusId: sql`excluded.status_id`,
          statusName: sql`excluded.status_name`,
          parentId: sql`excluded.parent_id`,
          isPrimary: sql`excluded.is_primary`,
          itGlueUpdatedAt: sql`excluded.it_glue_updated_at`,
          missingSince: null,
        },
      }),
  );
}

/** Marks organizations that IT Glue no longer has. */
export async function markVanished(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  ids: readonly string[],
): Promise<void> {
  await inChunks(ids, (some) =>
    db
      .update(organization)
      .set({ missingSince: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(
        and(
          eq(organization.tenantId, ctx.scope.tenantId),
          eq(organization.connectionId, connectionId),
          inArray(organization.id, some),
        ),
      ),
  );
}
