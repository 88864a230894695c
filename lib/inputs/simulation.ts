import { z } from "zod";
import { calendarDateText } from "./typed-fields";

/** Farthest a simulated clock is moved at once: about one quarter of nights. */
export const MOST_DAYS_AHEAD = 92;

/** Up to and including which date a simulation's clock shall move, night by night. */
export const moveClockInput = z.strictObject({ toOn: calendarDateText("Choose the date to move to") });
export type MoveClockInput = z.infer<typeof moveClockInput>;
