import { formatUnits } from "@/app/_components/format-units";
import { KeyValue } from "@/app/_components/key-value";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import { PERIOD_WORDS } from "@/app/(bms)/finance/contracts/_components/contract-words";
import type { ApplyRulePage, RuleToApply } from "@/lib/queries/apply-rule";
import classes from "./apply-rule.module.css";

type RuleSectionProps = { serviceId: string; rule: RuleToApply; offered: ApplyRulePage["offered"] };

/** What is applied, and from which line; another rule of the service is one click away. */
export function RuleSection({ serviceId, rule, offered }: RuleSectionProps) {
  const others = offered.filter(({ lineId }) => lineId !== rule.lineId);
  return (
    <SectionCard title="Rule">
      <KeyValue
        entries={[
          { label: "Counts", value: rule.inWords },
          {
            label: "From",
            value: (
              <>
                <TextLink href={`/finance/contracts/${rule.contractId}/services/${rule.lineId}`}>
                  {rule.lineName}
                </TextLink>{" "}
                of {rule.accountName}
              </>
            ),
          },
          {
            label: "Billing terms",
            value: limitsInWords(rule.terms),
            note: "Proration comes from that line too.",
          },
          { label: "Billed", value: `in ${rule.currency}, per ${PERIOD_WORDS[rule.billingCycle]}` },
        ]}
      />
      {others.length > 0 && (
        <details className={classes.others}>
          <summary>
            {others.length === 1
              ? "1 other rule of this service"
              : `${others.length} other rules of this service`}
          </summary>
          <ul className={classes.list}>
            {others.map(({ lineId, lineName, accountName, inWords }) => (
              <li key={lineId}>
                <TextLink href={`/admin/finance/services/${serviceId}/apply-rule?line=${lineId}`}>
                  {inWords}
                </TextLink>{" "}
                ({lineName} of {accountName})
              </li>
            ))}
          </ul>
        </details>
      )}
    </SectionCard>
  );
}

const ROUNDING: Record<RuleToApply["terms"]["rounding"], string | null> = {
  none: null,
  up: "rounded up",
  down: "rounded down",
  "half-up": "rounded to the nearest unit",
};

function limitsInWords({ rounding, minimum, included, maximum }: RuleToApply["terms"]): string {
  const parts = [
    ROUNDING[rounding],
    included && `less ${formatUnits(included)} included units`,
    minimum && `at least ${formatUnits(minimum)}`,
    maximum && `at most ${formatUnits(maximum)}`,
  ].filter(Boolean);
  return parts.length === 0 ? "As counted" : `As counted, ${parts.join(", ")}`;
}
