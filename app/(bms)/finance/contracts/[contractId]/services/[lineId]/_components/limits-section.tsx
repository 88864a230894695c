import { SectionCard } from "@/app/_components/section-card";
import { learnedTolerance } from "@/lib/domain/counting/learned-tolerance";
import type { LineLimits } from "@/lib/queries/line-limits";
import type { UnitRecord } from "@/lib/queries/line-page";
import { limitsInWords } from "./limits-in-words";
import { OwnLimits } from "./own-limits";

type LimitsSectionProps = {
  line: { id: string; name: string };
  limits: LineLimits;
  /** The latest first. */
  units: readonly UnitRecord[];
  canManage: boolean;
};

/** How far a night may change this line by itself, and what its own changes were like: a hint, never applied by itself. */
export function LimitsSection({ line, limits, units, canManage }: LimitsSectionProps) {
  const inForce = units.filter(({ isReplaced }) => !isReplaced).map((record) => record.units);
  const learned = learnedTolerance(inForce.reverse());
  return (
    <SectionCard
      title="Nightly changes"
      actions={canManage && <OwnLimits line={line} limits={limits} suggestedUnits={learned?.units ?? null} />}
    >
      <div>
        {limits.own
          ? `${limitsInWords(limits.own)}: this line's own limits.`
          : `${limitsInWords(limits.company)}: the company's limits.`}
      </div>
      {learned && (
        <div>
          It changed {learned.changes} times, by at most {learned.largestStep} units: a limit of{" "}
          {learned.units} units would have held none of these changes.
        </div>
      )}
    </SectionCard>
  );
}
