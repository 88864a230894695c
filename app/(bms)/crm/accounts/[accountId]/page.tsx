import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { cache } from "react";
import { KeyValue } from "@/app/_components/key-value";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession, type Session } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { accountDetails } from "@/lib/queries/accounts/account-details";
import { type AccountPage, accountPage } from "@/lib/queries/accounts/account-page";
import { OpenCredits } from "../../../finance/_credits/open-credits";
import { DetailsForm } from "../_list/details-form";
import { LINK_STATUS } from "../_list/link-status";
import classes from "./_account/account.module.css";
import { AccountContracts } from "./_account/account-contracts";
import { BillingForm } from "./_account/billing-form";
import { Organizations } from "./_account/organizations";
import { TaxRates } from "./_account/tax-rates";

type Props = { params: Promise<{ accountId: string }> };

/** Read once a request, for the title and the page alike. */
const read = cache(async (accountId: string): Promise<{ session: Session; account: AccountPage | null }> => {
  await connection();
  const session = await requireSession();
  const { scope, tenant } = session;
  if (!recordId.safeParse(accountId).success) return { session, account: null };
  const todayOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  return { session, account: await accountPage(scope, accountId, todayOn) };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { account } = await read((await params).accountId);
  return { title: account ? `${account.name} · Accounts` : "Accounts" };
}

/** CRM > Accounts > one account: how it is invoiced, which organizations make it up, and its contracts. */
export default async function AccountDetailPage({ params }: Props) {
  const { session, account } = await read((await params).accountId);
  if (!account) notFound();
  const { user, tenant } = session;
  const mayManage = can(user.role, "accounts.manage");
  const details = mayManage ? await accountDetails(session.scope, account.id) : null;
  return (
    <>
      <PageHeader
        title={account.name}
        trail={[{ label: "CRM" }, { label: "Accounts", href: "/crm/accounts" }]}
        badge={<StatusBadge {...LINK_STATUS[linkStateOf(account)]} />}
      />
      <div className={classes.columns}>
        <div>
          {details ? <DetailsForm details={details} /> : <AccountFacts account={account} />}
          <Organizations
            account={account}
            mayManage={mayManage}
            timeZone={tenant.timeZone}
            areLinksOut={!tenant.isSimulation}
          />
          <AccountContracts account={account} mayAdd={can(user.role, "contracts.manage")} />
        </div>
        <div>
          <OpenCredits
            sums={account.openCredits.map((sum) => ({
              ...sum,
              accountId: account.id,
              accountName: account.name,
            }))}
            mayIssue={can(user.role, "billing.invoice")}
            isOfOneAccount
          />
          <BillingForm account={account} mayManage={mayManage} companyCurrency={tenant.currency} />
          <TaxRates account={account} mayManage={mayManage} />
        </div>
      </div>
    </>
  );
}

function AccountFacts({ account }: { account: AccountPage }) {
  return (
    <SectionCard title="Account">
      <KeyValue
        variant="grid"
        entries={[
          { label: "Account code", value: account.accountCode ?? "None" },
          { label: "Type", value: account.typeName ?? "None" },
          { label: "Status in IT Glue", value: account.statusName ?? "None" },
          { label: "Came from", value: account.source === "it-glue" ? "IT Glue" : "Made by hand" },
        ]}
      />
    </SectionCard>
  );
}

function linkStateOf({ organizations }: AccountPage): keyof typeof LINK_STATUS {
  if (organizations.length === 0) return "not-linked";
  return organizations.some(({ state }) => state === "orphaned") ? "orphaned" : "linked";
}
