import { Temporal } from "temporal-polyfill";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** How far back a change may reach without an Administrator (design.md 5). */
const MONTHS_BACK = 12;

/** Today's business date of the tenant, "YYYY-MM-DD". */
export function today(ctx: CommandContext): string {
  return businessDate(ctx.now(), ctx.tenant.timeZone).toString();
}

export function dayBefore(on: string): string {
  return Temporal.PlainDate.from(on).subtract({ days: 1 }).toString();
}

export function dayAfter(on: string): string {
  return Temporal.PlainDate.from(on).add({ days: 1 }).toString();
}

/** What a last billed day may be: one from the start on, or the day before it, and then nothing is billed at all. */
export function startWords(startOn: string): string {
  return `starts on ${startOn}; enter that day or a later one, or ${dayBefore(startOn)} to bill nothing at all`;
}

/** The later of two days. */
export function laterDay(a: string, b: string): string {
  return a > b ? a : b;
}

/** The earliest date from which a change may bill, for anyone but an Administrator. */
export function earliestEffectiveOn(todayOn: string): string {
  return Temporal.PlainDate.from(todayOn).subtract({ months: MONTHS_BACK }).toString();
}

/** Refuses `too-far-back` for a date more than 12 months ago, unless an Administrator or the system itself acts. */
export function requireWithinReach(ctx: CommandContext, path: string, on: string): void {
  const isBound = ctx.actor.kind === "user" && ctx.actor.role !== "Administrator";
  const earliestOn = earliestEffectiveOn(today(ctx));
  if (isBound && on < earliestOn)
    throw new CommandRefused("too-far-back", { earliestOn }, [
      {
        path,
        message: `${on} is more than 12 months back; choose ${earliestOn} or later, or ask an Administrator`,
      },
    ]);
}
