import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** A job never runs for days that have passed: `startOn` that a person chose is today or later. Refuses `invalid`. */
export function requireFutureStart(ctx: CommandContext, startOn: string): void {
  const today = todayOf(ctx);
  if (startOn >= today) return;
  const message = `${startOn} has passed, and a job never runs for days that passed; enter ${today} or later`;
  throw new CommandRefused("invalid", {}, [{ path: "startOn", message }]);
}

/** From when on a job with another schedule, or one that was inactive, may run: what it would have been due for is not missed. */
export function restartedOn(ctx: CommandContext, startOn: string): string {
  const today = todayOf(ctx);
  return startOn > today ? startOn : today;
}

const todayOf = (ctx: CommandContext) => businessDate(ctx.now(), ctx.tenant.timeZone).toString();
