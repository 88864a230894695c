import { Money } from "@/app/_components/money";
import type { HeldChangeRow } from "@/lib/queries/held-changes";
import { PERIOD_WORDS } from "../../finance/contracts/_components/contract-words";
import classes from "./held.module.css";

type HeldMoneyProps = {
  change: Pick<HeldChangeRow, "currentMinor" | "proposedMinor" | "currency" | "billingCycle">;
};

/** What a held line bills for one whole period now, and what it would once approved. */
export function HeldMoney({
  change: { currentMinor, proposedMinor, currency, billingCycle },
}: HeldMoneyProps) {
  if (proposedMinor === null) return "–";
  return (
    <>
      {currentMinor !== null && (
        <>
          <span className="visually-hidden">from </span>
          <span className={classes.quiet}>
            <Money amountMinor={currentMinor} currency={currency} />
          </span>
          <span aria-hidden="true"> → </span>
          <span className="visually-hidden"> to </span>
        </>
      )}
      <Money amountMinor={proposedMinor} currency={currency} />
      <span className={classes.quiet}> a {PERIOD_WORDS[billingCycle]}</span>
    </>
  );
}
