import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { contractForm } from "@/lib/queries/contract-form";
import { ContractForm } from "../../_components/contract-form";
import { contractTrail } from "../../_components/contracts-trail";
import { MayNotManage } from "../../_components/may-not-manage";

export const metadata: Metadata = { title: "Edit contract" };

type EditContractPageProps = { params: Promise<{ contractId: string }> };

/** Finance > Contracts > one contract > Edit. */
export default async function EditContractPage({ params }: EditContractPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { contractId } = await params;
  if (!recordId.safeParse(contractId).success) notFound();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  const form = await contractForm(scope, contractId);
  if (!form.contract) notFound();
  return (
    <>
      <PageHeader title="Edit contract" trail={contractTrail(form.contract)} />
      <ContractForm {...form} businessOn={businessDate(clockOf(tenant)(), tenant.timeZone).toString()} />
    </>
  );
}
