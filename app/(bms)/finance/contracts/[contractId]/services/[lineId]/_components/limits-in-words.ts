import { formatUnits } from "@/app/_components/format-units";
import type { Tolerance } from "@/lib/domain/counting/gate";

/** "Held beyond 50 % and 10 units, or beyond 500 a period"; what is always held is not named. */
export function limitsInWords({ percent, units, money }: Tolerance): string {
  const change = [percent && `${formatUnits(percent)} %`, units && `${formatUnits(units)} units`].filter(
    Boolean,
  );
  const parts = [change.join(" and "), money && `${formatUnits(money)} a period`].filter(Boolean);
  return parts.length === 0 ? "No limit is set" : `Held beyond ${parts.join(", or beyond ")}`;
}
