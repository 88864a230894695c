import { and, desc, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { auditEvent } from "@/db/schema/audit";
import type { CommandContext } from "./context";
import { CommandRefused, type RefusedField } from "./refusal";

/** Saves of one record that are looked at for the difference; older ones are summed up by their newest. */
const LATEST_SAVES = 20;

/**
 * The refusal of a save that meets a later version, with what the others changed, one readable sentence per field. It
 * reads the audit of the record, where each save notes `version` from → to beside the fields it changed.
 * @param labels the screen's word for each audited field; fields without one are not shown.
 */
export async function changedMeanwhile(
  db: Db,
  ctx: CommandContext,
  record: { kind: string; id: string; what: string; openedVersion: number },
  labels: Record<string, string>,
): Promise<CommandRefused> {
  const saves = await db
    .select({ actorName: auditEvent.actorName, at: auditEvent.at, changes: auditEvent.changes })
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.tenantId, ctx.scope.tenantId),
        eq(auditEvent.subjectKind, record.kind),
        eq(auditEvent.subjectId, record.id),
      ),
    )
    .orderBy(desc(auditEvent.position))
    .limit(LATEST_SAVES);
  const since = saves.filter(({ changes }) => Number(changes.version?.to) > record.openedVersion).reverse();
  const latest = since.at(-1);

  const fields = new Map<string, RefusedField>();
  for (const { actorName, changes } of since) {
    for (const [path, { from, to }] of Object.entries(changes)) {
      const label = labels[path];
      if (label === undefined) continue;
      const message = `${actorName} changed ${label} from ${shown(from)} to ${shown(to)}`;
      fields.set(path, { path, message });
    }
  }
  return new CommandRefused(
    "changed-meanwhile",
    { what: record.what, ...(latest && { who: latest.actorName, at: latest.at }) },
    [...fields.values()],
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "blank";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? `“${value}”` : "another value";
}
