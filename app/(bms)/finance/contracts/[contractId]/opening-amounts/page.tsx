import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { CalendarDate } from "@/app/_components/calendar-date";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { recordId } from "@/lib/inputs/typed-fields";
import { type OpeningAmounts, openingAmounts } from "@/lib/queries/contracts-opening-amounts";
import { contractTrail } from "../../_components/contracts-trail";
import { MayNotManage } from "../../_components/may-not-manage";
import { OpeningForm } from "./_components/opening-form";

export const metadata: Metadata = { title: "Opening amounts" };

type OpeningAmountsPageProps = { params: Promise<{ contractId: string }> };

/** Finance > Contracts > one contract > Opening amounts: what the previous system billed, line by line. */
export default async function OpeningAmountsPage({ params }: OpeningAmountsPageProps) {
  await connection();
  const { user, scope } = await requireSession();
  const { contractId } = await params;
  if (!recordId.safeParse(contractId).success) notFound();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  const opening = await openingAmounts(scope, contractId);
  if (!opening) notFound();
  const { contract, lines } = opening;
  return (
    <>
      <PageHeader
        title="Opening amounts"
        trail={contractTrail(contract)}
        description={
          contract.billedElsewhereThroughOn === null ? (
            "Nothing of this contract was billed elsewhere, so there is nothing to enter."
          ) : (
            <>
              What your previous system billed, through{" "}
              <CalendarDate on={contract.billedElsewhereThroughOn} />. These amounts count as posted: they are
              never invoiced here, and a change of units or price in their periods is billed or credited as
              the difference.
            </>
          )
        }
      />
      {lines.length === 0 && (
        <SectionCard title="Service lines">
          <EmptyState title="No service lines yet" description="Add what the contract bills first." />
        </SectionCard>
      )}
      {lines.map((line) => (
        <SectionCard key={line.id} title={line.name}>
          {line.periods.length === 0 ? (
            <NoPeriods contract={contract} line={line} />
          ) : (
            <OpeningForm key={line.version} line={line} currency={contract.currency} />
          )}
        </SectionCard>
      ))}
    </>
  );
}

type NoPeriodsProps = { contract: OpeningAmounts["contract"]; line: OpeningAmounts["lines"][number] };

function NoPeriods({ contract, line }: NoPeriodsProps) {
  return (
    <>
      This service line starts on <CalendarDate on={line.startOn} />, so nothing of it was billed elsewhere.
      If it was,{" "}
      <TextLink href={`/finance/contracts/${contract.id}/services/${line.id}/edit`}>
        set its start date to an earlier day
      </TextLink>
      .
    </>
  );
}
