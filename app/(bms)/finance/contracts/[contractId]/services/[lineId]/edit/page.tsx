import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { lineForm } from "@/lib/queries/line-form";
import { contractTrail } from "../../../../_components/contracts-trail";
import { MayNotManage } from "../../../../_components/may-not-manage";
import { earliestEffectiveOn } from "../../_components/earliest-effective-on";
import { LineFormScreen } from "../../_components/line-form-screen";

export const metadata: Metadata = { title: "Edit service line" };

type EditLinePageProps = { params: Promise<{ contractId: string; lineId: string }> };

/** Finance > Contracts > one contract > one service line > Edit. */
export default async function EditLinePage({ params }: EditLinePageProps) {
  await connection();
  const session = await requireSession();
  const { user, tenant, scope } = session;
  const { contractId, lineId } = await params;
  if (!recordId.safeParse(contractId).success || !recordId.safeParse(lineId).success) notFound();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const data = await lineForm(scope, { contractId, lineId, on: businessOn });
  if (!data?.line) notFound();
  return (
    <>
      <PageHeader
        title={`Edit ${data.line.name}`}
        trail={[
          ...contractTrail(data.contract),
          { label: data.line.name, href: `/finance/contracts/${contractId}/services/${lineId}` },
        ]}
        description={data.contract.accountName}
      />
      <LineFormScreen
        session={session}
        data={data}
        businessOn={businessOn}
        earliestOn={earliestEffectiveOn(user.role, businessOn)}
      />
    </>
  );
}
