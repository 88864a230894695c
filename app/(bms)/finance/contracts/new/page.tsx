import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { contractForm } from "@/lib/queries/contract-form";
import { ContractForm } from "../_components/contract-form";
import { CONTRACTS_TRAIL } from "../_components/contracts-trail";
import { MayNotManage } from "../_components/may-not-manage";

export const metadata: Metadata = { title: "Add contract" };

type NewContractPageProps = { searchParams: Promise<{ account?: string | string[] }> };

/** Finance > Contracts > Add contract; `?account=` chooses the account beforehand. */
export default async function NewContractPage({ searchParams }: NewContractPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  const { account } = await searchParams;
  const form = await contractForm(scope, null);
  const chosen = form.accounts.find(({ id }) => id === account);
  return (
    <>
      <PageHeader title="Add contract" trail={CONTRACTS_TRAIL} description={chosen?.name} />
      <ContractForm
        {...form}
        businessOn={businessDate(clockOf(tenant)(), tenant.timeZone).toString()}
        accountId={chosen?.id}
        idForNew={crypto.randomUUID()}
      />
    </>
  );
}
