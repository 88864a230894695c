import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { ContractPage, ContractPast } from "@/lib/queries/contract-page";
import { HistoryTable } from "../../_components/history-table";
import classes from "./contract-page.module.css";
import { pastHref } from "./contract-past";

type HistorySectionProps = { page: ContractPage; past: ContractPast; timeZone: string };

const SECTION = "contract-history";

/** Contract history: who changed what and when, old → new, of the contract and its lines, or of one of them. */
export function HistorySection({ page, past, timeZone }: HistorySectionProps) {
  const { contract, lines, history, hasMoreHistory } = page;
  const chosen = past.historyOf === "contract" || lines.some(({ id }) => id === past.historyOf);
  const choices = [
    { of: null, label: "Everything" },
    { of: "contract", label: "The contract itself" },
    ...lines.map(({ id, name }) => ({ of: id, label: name })),
  ];
  return (
    <SectionCard
      id={SECTION}
      title="Contract history"
      description={
        hasMoreHistory && (
          <>
            The latest {history.length} changes.{" "}
            <TextLink href={pastHref(contract.id, { ...past, isWholeHistory: true }, SECTION)}>
              Show all changes
            </TextLink>
          </>
        )
      }
      padding="flush"
    >
      {lines.length > 0 && (
        <nav aria-label="Show the history of" className={classes.choices}>
          {choices.map(({ of, label }) =>
            of === (chosen ? past.historyOf : null) ? (
              <strong key={of ?? "all"} aria-current="true">
                {label}
              </strong>
            ) : (
              <TextLink key={of ?? "all"} href={pastHref(contract.id, { ...past, historyOf: of }, SECTION)}>
                {label}
              </TextLink>
            ),
          )}
        </nav>
      )}
      <HistoryTable
        caption="Changes of this contract and its service lines, the latest first"
        events={history}
        lineNames={Object.fromEntries(lines.map(({ id, name }) => [id, name]))}
        timeZone={timeZone}
      />
    </SectionCard>
  );
}
