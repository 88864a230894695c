import { Temporal } from "temporal-polyfill";
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
      <p className={classes.terms}>{inWords(current, contract)}</p>
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
                {version.recordedBy}: {inWords(version, contract)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </SectionCard>
  );
}

/** A version's terms in one dated sentence, by the contract's cycle in force. */
function inWords(version: TermsRecord, contract: LinePage["contract"]): string {
  const { billingCycle, alignment, issueInvoiceOn } = contract;
  const { rounding, prorateIncreases, prorateDecreases } = version;
  return termsInWords({
    ...{ billingCycle, alignment, issueInvoiceOn, rounding, prorateIncreases, prorateDecreases },
    rule: version.billBy === "none" ? null : (version.ruleInWords ?? "count of flexible assets"),
    minimum: version.minimumUnits,
    included: version.includedUnits,
    maximum: version.maximumUnits,
    effectiveOn: Temporal.PlainDate.from(version.effectiveOn),
  });
}
