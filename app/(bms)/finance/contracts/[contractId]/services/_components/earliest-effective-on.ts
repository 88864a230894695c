import { Temporal } from "temporal-polyfill";
import type { Session } from "@/lib/auth/session";

/** The earliest day from which this person may change what is billed; null for an Administrator (design.md 5). */
export function earliestEffectiveOn(role: Session["user"]["role"], businessOn: string): string | null {
  if (role === "Administrator") return null;
  return Temporal.PlainDate.from(businessOn).subtract({ months: 12 }).toString();
}
