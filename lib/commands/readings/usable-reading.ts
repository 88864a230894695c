import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { type Reason, reading } from "@/db/schema/counting";
import { itGlueSettings } from "@/db/schema/it-glue";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { mayChangeUnits } from "@/lib/domain/counting/reading-state";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** A form reading older than this is asked for anew before it is saved (design.md 5). */
const FRESH_FOR = Temporal.Duration.from({ minutes: 15 });

export type UsableReading = { id: string; units: string; state: "counted" | "empty"; businessOn: string };

/**
 * The reading that a save names, proved to be this user's, of this contract and line, of the rule being saved, and fresh.
 * Units come from here and never from the browser. Refuses reading-foreign, -rule-changed, -not-usable and -stale.
 */
export async function requireUsableReading(
  db: Db,
  ctx: CommandContext,
  wanted: { readingId: string; contractId: string; lineId: string | null; rule: CountRule },
): Promise<UsableReading> {
  const [found] = await db
    .select()
    .from(reading)
    .where(and(eq(reading.tenantId, ctx.scope.tenantId), eq(reading.id, wanted.readingId)));
  const isOwn =
    found?.source === "update-units" &&
    found.contractId === wanted.contractId &&
    found.lineId === wanted.lineId &&
    ctx.actor.kind === "user" &&
    found.askedByUserId === ctx.actor.userId;
  if (!found || !isOwn) throw new CommandRefused("reading-foreign");
  if (canonicalJson(found.rule) !== canonicalJson(wanted.rule))
    throw new CommandRefused("reading-rule-changed");
  if (!mayChangeUnits(found.state) || found.units === null)
    throw new CommandRefused("reading-not-usable", { state: found.state, ...whyNot(found.reasons) });
  await requireSameIdentity(db, ctx, found.askedAt);
  const now = ctx.now();
  const isFresh =
    Temporal.Instant.compare(now, Temporal.Instant.from(found.askedAt).add(FRESH_FOR)) <= 0 &&
    businessDate(now, ctx.tenant.timeZone).toString() === found.businessOn;
  if (!isFresh) throw new CommandRefused("reading-stale", { askedAt: found.askedAt });
  return { id: found.id, units: found.units, state: found.state, businessOn: found.businessOn };
}

/** What another key, user or server saw is no count of today's. */
async function requireSameIdentity(db: Db, ctx: CommandContext, askedAt: string): Promise<void> {
  const [settings] = await db
    .select({ changedAt: itGlueSettings.identityChangedAt })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  const changedAt = settings?.changedAt ?? null;
  if (changedAt !== null && changedAt > askedAt)
    throw new CommandRefused("reading-stale", {
      message: "IT Glue's API key, server or counting user was changed after this count.",
    });
}

function whyNot([first]: readonly Reason[]): { message?: string } {
  return first ? { message: `There are no units to save. ${first.message}.` } : {};
}
