import { CalendarDate } from "@/app/_components/calendar-date";
import { formatUnits } from "@/app/_components/format-units";
import type { EndedOverride } from "@/lib/queries/ended-overrides";

type EndedOverrideWordsProps = {
  override: Pick<EndedOverride, "throughOn" | "setUnits" | "units" | "countedOn">;
};

/** "Its override of 15 units ended on Jun 5, 2026 and no count has followed: billed are 10 units, counted on Jun 3, 2026." */
export function EndedOverrideWords({ override }: EndedOverrideWordsProps) {
  const { throughOn, setUnits, units, countedOn } = override;
  return (
    <>
      Its override of {formatUnits(setUnits)} units ended on <CalendarDate on={throughOn} /> and no count has
      followed
      {units === null ? (
        "."
      ) : (
        <>
          : billed are {formatUnits(units)} units,{" "}
          {countedOn === null ? (
            "typed by hand."
          ) : (
            <>
              counted on <CalendarDate on={countedOn} />.
            </>
          )}
        </>
      )}
    </>
  );
}
