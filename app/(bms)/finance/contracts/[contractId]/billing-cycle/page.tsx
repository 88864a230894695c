import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { contractCycleForm } from "@/lib/queries/contract-cycle-form";
import { cycleInWords } from "../../_components/contract-words";
import { contractTrail } from "../../_components/contracts-trail";
import { MayNotManage } from "../../_components/may-not-manage";
import { CycleForm } from "./_components/cycle-form";

export const metadata: Metadata = { title: "Change billing cycle" };

type BillingCyclePageProps = { params: Promise<{ contractId: string }> };

/** Finance > Contracts > one contract > Change billing cycle: from the first day of an unposted period on. */
export default async function BillingCyclePage({ params }: BillingCyclePageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { contractId } = await params;
  if (!recordId.safeParse(contractId).success) notFound();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const form = await contractCycleForm(scope, contractId, businessOn);
  if (!form) notFound();
  return (
    <>
      <PageHeader
        title="Change billing cycle"
        trail={contractTrail(form.contract)}
        description={`Today: ${cycleInWords(form.current)}. Another cycle begins on the first day of a period of which nothing is billed yet; what is billed stays as it is.`}
      />
      <SectionCard title="Another cycle">
        {form.days.length === 0 ? (
          <EmptyState
            title="No period is left to change"
            description={
              <>
                Every period up to the contract's end is billed. Move the end first:{" "}
                <TextLink href={`/finance/contracts/${contractId}/edit`}>edit the contract</TextLink>.
              </>
            }
          />
        ) : (
          <CycleForm form={form} businessOn={businessOn} />
        )}
      </SectionCard>
    </>
  );
}
