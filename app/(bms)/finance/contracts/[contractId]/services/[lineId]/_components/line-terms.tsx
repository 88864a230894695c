import { Temporal } from "temporal-polyfill";
import { formatUnits } from "@/app/_components/format-units";
import { Instant } from "@/app/_components/instant";
import { SectionCard } from "@/app/_components/section-card";
import { termsInWords } from "@/lib/domain/billing/terms-in-words";
import type { LinePage, TermsRecord } from "@/lib/queries/line-page";
import classes from "./line-page.module.css";

type LineTermsProps = {
  terms: readonly TermsRecord[];
  contract: LinePage["contract"];
  timeZone: string;
};

/** What is counted and how changes bill, in sentences a customer can read; earlier versions below. */
export function LineTerms({ terms: [current, ...earlier], contract, timeZone }: LineTermsProps) {
  if (!current) return null;
  return (
    <SectionCard title="Terms">
      <p className={classes.terms}>{whatCounts(current)}</p>
      <p className={classes.terms}>{howItBills(current, contract)}</p>
      <p className={`${classes.terms} ${classes.muted}`}>
        Version {current.termsVersion}, saved by {current.recordedBy} on{" "}
        <Instant at={current.recordedAt} timeZone={timeZone} />
      </p>
      {earlier.length > 0 && (
        <details>
          <summary>
            {earlier.length === 1 ? "1 earlier version" : `${earlier.length} earlier versions`}
          </summary>
          <ul>
            {earlier.map((version) => (
              <li key={version.id}>
                Version {version.termsVersion}, <Instant at={version.recordedAt} timeZone={timeZone} />,{" "}
                {version.recordedBy}: {whatCounts(version)} {howItBills(version, contract)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </SectionCard>
  );
}

function whatCounts({ billBy, ruleInWords }: TermsRecord): string {
  return billBy === "none"
    ? "Units are typed by hand."
    : `Units are counted in IT Glue every night: ${ruleInWords ?? "rule not known"}.`;
}

const ROUNDING: Record<TermsRecord["rounding"], string | null> = {
  none: null,
  up: "rounded up to whole units",
  down: "rounded down to whole units",
  "half-up": "rounded to the nearest whole unit",
};

/** "Rounded up to whole units, less 5 included units, at least 10 and at most 50 units." */
function limits({ rounding, minimumUnits, includedUnits, maximumUnits }: TermsRecord): string {
  const atLeast = minimumUnits && `at least ${formatUnits(minimumUnits)}`;
  const atMost = maximumUnits && `at most ${formatUnits(maximumUnits)}`;
  const bounds = [atLeast, atMost].filter(Boolean).join(" and ");
  const parts = [
    ROUNDING[rounding],
    includedUnits && `less ${formatUnits(includedUnits)} included units`,
    bounds && `${bounds} units`,
  ].filter((part): part is string => Boolean(part));
  const [first = "", ...rest] = parts;
  return first === "" ? "" : `${first[0]?.toUpperCase()}${[first.slice(1), ...rest].join(", ")}. `;
}

function howItBills(version: TermsRecord, contract: LinePage["contract"]): string {
  const { billingCycle, alignment, issueInvoiceOn } = contract;
  const { prorateIncreases, prorateDecreases } = version;
  return `${limits(version)}${termsInWords({
    ...{ billingCycle, alignment, issueInvoiceOn, prorateIncreases, prorateDecreases },
    effectiveOn: Temporal.PlainDate.from(version.effectiveOn),
  })}`;
}
