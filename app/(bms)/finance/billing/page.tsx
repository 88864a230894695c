import type { Metadata } from "next";
import { connection } from "next/server";
import { Money } from "@/app/_components/money";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { defaultGrouping, openCharges } from "@/lib/queries/billing";
import { openCredits } from "@/lib/queries/open-credits";
import { OpenCredits } from "../_credits/open-credits";
import charges from "./_charges/charges.module.css";
import { sumByCurrency } from "./_charges/sum-by-currency";
import { BillingTable } from "./_generate/billing-table";

export const metadata: Metadata = { title: "Billing" };

/** Finance > Billing: what is posted and on no invoice yet. */
export default async function BillingPage() {
  await connection();
  const { scope, user } = await requireSession();
  const [open, grouping] = [await openCharges(scope), await defaultGrouping(scope)];
  const sums = sumByCurrency(open.map(({ openAmount, currency }) => ({ amount: openAmount, currency })));
  return (
    <>
      <PageHeader
        title="Billing"
        trail={[{ label: "Finance" }]}
        description="Posted charges that are on no invoice yet. Generate invoices of them by account, by contract, or consolidated."
      />
      {sums.length > 0 && (
        <NumberStats>
          {sums.map(({ currency, amount, items }) => (
            <NumberStat
              key={currency}
              label={sums.length > 1 ? `To invoice in ${currency}` : "To invoice"}
              value={<Money amount={amount} currency={currency} />}
              note={items === 1 ? "1 charge, before tax" : `${items} charges, before tax`}
            />
          ))}
        </NumberStats>
      )}
      <div className={charges.open}>
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
