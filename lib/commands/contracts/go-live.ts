import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { dayBefore, today } from "./effective-date";

type GoLive = { startOn: string; billedElsewhereThroughOn: string | null };

/**
 * A contract that starts in the past says through when the previous system billed it: without that, every past period
 * would be billed once more (design.md 8, Go-live).
 */
export function requireGoLive(ctx: CommandContext, { startOn, billedElsewhereThroughOn }: GoLive): void {
  const path = "billedElsewhereThroughOn";
  const dayBeforeStart = dayBefore(startOn);
  if (billedElsewhereThroughOn === null) {
    if (startOn >= today(ctx)) return;
    const message =
      `The start date is before today. Enter the last day that was billed elsewhere, so that it is not billed again; ` +
      `if nothing was, enter ${dayBeforeStart}, the day before the start`;
    throw new CommandRefused("invalid", {}, [{ path, message }]);
  }
  if (billedElsewhereThroughOn < dayBeforeStart) {
    const message = `This is before the contract starts; enter ${dayBeforeStart} if nothing was billed elsewhere`;
    throw new CommandRefused("invalid", {}, [{ path, message }]);
  }
}
