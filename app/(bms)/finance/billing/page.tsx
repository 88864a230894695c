import type { Metadata } from "next";
import { connection } from "next/server";
import { Money } from "@/app/_components/money";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { amountMinor } from "@/lib/domain/billing/money";
import { defaultGrouping, openCharges } from "@/lib/queries/billing";
import { openCredits } from "@/lib/queries/open-credits";
import { OpenCredits } from "../_credits/open-credits";
import classes from "./_charges/charges.module.css";
import { sumByCurrency } from "./_charges/sum-by-currency";
import { BillingTable } from "./_generate/billing-table";

export const metadata: Metadata = { title: "Billing" };

/** Credits are never netted here: one account's credit lowers no other account's invoice. */
const isCredit = ({ amount, currency }: { amount: string; currency: string }) =>
  amountMinor(amount, currency) < 0n;

/** Finance > Billing: what is posted and on no invoice yet. */
export default async function BillingPage() {
  await connection();
  const { scope, user } = await requireSession();
  const [open, grouping] = [await openCharges(scope), await defaultGrouping(scope)];
  const amounts = open.map(({ openAmount, currency }) => ({ amount: openAmount, currency }));
  const charges = sumByCurrency(amounts.filter((row) => !isCredit(row)));
  const credits = sumByCurrency(amounts.filter(isCredit));
  const isMixed = new Set(amounts.map(({ currency }) => currency)).size > 1;
  return (
    <>
      <PageHeader
        title="Billing"
        trail={[{ label: "Finance" }]}
        description="Posted charges that are on no invoice yet. Generate invoices of them by account, by contract, or consolidated."
      />
      {open.length > 0 && (
        <NumberStats>
          {charges.map(({ currency, amount, items }) => (
            <NumberStat
              key={`charges ${currency}`}
              label={isMixed ? `To invoice in ${currency}` : "To invoice"}
              value={<Money amount={amount} currency={currency} />}
              note={items === 1 ? "1 charge, before tax" : `${items} charges, before tax`}
            />
          ))}
          {credits.map(({ currency, amount, items }) => (
            <NumberStat
              key={`credits ${currency}`}
              label={isMixed ? `Credit to use in ${currency}` : "Credit to use"}
              value={<Money amount={amount} currency={currency} />}
              note={
                items === 1
                  ? "1 credit: lowers its account's next invoice"
                  : `${items} credits: lower the next invoices of their accounts`
              }
            />
          ))}
        </NumberStats>
      )}
      <div className={classes.open}>
        <BillingTable
          open={open}
          defaultGrouping={grouping}
          canInvoice={can(user.role, "billing.invoice")}
          canUnpost={can(user.role, "billing.post")}
        />
      </div>
      <OpenCredits sums={await openCredits(scope)} mayIssue={can(user.role, "billing.invoice")} />
    </>
  );
}
