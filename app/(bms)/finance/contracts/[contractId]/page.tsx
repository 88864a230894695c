import { IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { KeyValue } from "@/app/_components/key-value";
import { Money } from "@/app/_components/money";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { plannedRenewal } from "@/lib/domain/renewal";
import { recordId } from "@/lib/inputs/typed-fields";
import { contractForm } from "@/lib/queries/contract-form";
import { type ContractPage, contractPage } from "@/lib/queries/contract-page";
import {
  ALIGNMENT_WORDS,
  anchorDayInWords,
  CYCLE_WORDS,
  cycleInWords,
  ISSUE_WORDS,
  PERIOD_WORDS,
} from "../_components/contract-words";
import { CONTRACTS_TRAIL } from "../_components/contracts-trail";
import { CloneContract } from "./_components/clone-contract";
import classes from "./_components/contract-page.module.css";
import { pastFrom, pastHref } from "./_components/contract-past";
import { ContractStatus } from "./_components/contract-status";
import { HistorySection } from "./_components/history-section";
import { LinesSection } from "./_components/lines-section";
import { OpeningSection } from "./_components/opening-section";
import { ProratedSection } from "./_components/prorated-section";

export const metadata: Metadata = { title: "Contract" };

type Search = Record<string, string | string[] | undefined>;
type ContractPageProps = { params: Promise<{ contractId: string }>; searchParams: Promise<Search> };

/** Finance > Contracts > one contract: what it bills, from what, and everything that was changed. */
export default async function ContractPageScreen({ params, searchParams }: ContractPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { contractId } = await params;
  if (!recordId.safeParse(contractId).success) notFound();
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const past = pastFrom(await searchParams);
  const page = await contractPage(scope, contractId, businessOn, past);
  if (!page) notFound();
  const { contract, lines } = page;
  const canManage = can(user.role, "contracts.manage");
  const { accounts } = canManage ? await contractForm(scope, null) : { accounts: [] };
  const needsOrganization =
    page.organizations === 0 && lines.some((line) => line.billBy === "flexible-assets");
  return (
    <>
      <PageHeader
        title={contract.name}
        trail={CONTRACTS_TRAIL}
        badge={<StatusBadge status={contract.status} />}
        description={
          <>
            Contract {contract.contractNumber} of{" "}
            <TextLink href={`/crm/accounts/${contract.accountId}`}>{contract.accountName}</TextLink>
          </>
        }
        actions={
          canManage && (
            <>
              {contract.status === "active" && (
                <ButtonLink
                  href={`/finance/contracts/${contract.id}/services/new`}
                  leftSection={<IconPlus size={16} aria-hidden="true" />}
                >
                  Add service line
                </ButtonLink>
              )}
              {contract.status === "active" && can(user.role, "billing-jobs.manage") && (
                <ButtonLink
                  href={`/finance/billing-automation/new?contract=${contract.id}`}
                  variant="default"
                >
                  Create automation job
                </ButtonLink>
              )}
              <ButtonLink href={`/finance/contracts/${contract.id}/edit`} variant="default">
                Edit
              </ButtonLink>
              <CloneContract
                contract={contract}
                accounts={accounts}
                countsAssets={lines.some((line) => line.billBy === "flexible-assets")}
                businessOn={businessOn}
              />
              <ContractStatus contract={contract} businessOn={businessOn} />
            </>
          )
        }
      />
      {needsOrganization && (
        <div className={classes.notice}>
          <InlineAlert
            tone="warn"
            title="No IT Glue organization is linked to this account"
            action={<TextLink href={`/crm/accounts/${contract.accountId}`}>Link an organization</TextLink>}
          >
            Nothing can be counted. Billed units stay as they are; nothing is credited because of this.
          </InlineAlert>
        </div>
      )}
      <Figures page={page} />
      <LinesSection page={page} businessOn={businessOn} timeZone={tenant.timeZone} />
      <ProratedSection
        page={page}
        allHref={pastHref(contract.id, { ...past, areAllProrated: true }, "prorated-transactions")}
      />
      <OpeningSection page={page} canManage={canManage} />
      <SectionCard title="Billing information">
        <KeyValue
          variant="grid"
          entries={[
            { label: "Billing cycle", value: CYCLE_WORDS[contract.billingCycle] },
            { label: "Billing periods", value: ALIGNMENT_WORDS[contract.alignment] },
            ...(contract.anchorDay === null
              ? []
              : [
                  {
                    label: "Periods begin on",
                    value: anchorDayInWords(contract.billingCycle, contract.anchorDay),
                  },
                ]),
            { label: "Issue invoice on", value: ISSUE_WORDS[contract.issueInvoiceOn] },
            ...contract.plannedCycles.map((planned) => ({
              label: `From ${formatCalendarDate(planned.fromOn)}`,
              value: cycleInWords(planned),
            })),
            ...(canManage
              ? [
                  {
                    label: "Another cycle",
                    value: (
                      <TextLink href={`/finance/contracts/${contract.id}/billing-cycle`}>
                        Change billing cycle
                      </TextLink>
                    ),
                  },
                ]
              : []),
            { label: "Start date", value: <CalendarDate on={contract.startOn} /> },
            { label: "End date", value: <CalendarDate on={contract.endOn} empty="Open end" /> },
            {
              label: "Billed elsewhere through",
              value: <CalendarDate on={contract.billedElsewhereThroughOn} empty="–" />,
            },
            { label: "Reference number", value: contract.referenceNumber || "–" },
            { label: "Contract number", value: contract.contractNumber },
            { label: "Currency", value: contract.currency },
            {
              label: "Auto-renew",
              value: contract.isAutoRenewed ? "Yes" : "No",
              note: renewalNote(contract, businessOn),
            },
            {
              label: "Unit-change notifications",
              value: contract.isNotificationEnabled ? contract.notificationEmails.join(", ") : "Off",
            },
            { label: "SLA", value: contract.sla || "–" },
            { label: "Default contract", value: contract.isDefaultContract ? "Yes" : "No" },
          ]}
        />
      </SectionCard>
      <HistorySection page={page} past={past} timeZone={tenant.timeZone} />
    </>
  );
}

/** When an active contract renews, and through what day. */
function renewalNote(
  { status, isAutoRenewed, endOn, ...term }: ContractPage["contract"],
  businessOn: string,
) {
  if (!isAutoRenewed || status !== "active" || endOn === null) return undefined;
  const planned = plannedRenewal({ ...term, endOn }, businessOn);
  return planned
    ? `In the night of ${formatCalendarDate(planned.renewsOn)}, then through ${formatCalendarDate(planned.throughOn)}`
    : "It has ended, and does not renew";
}

function Figures({ page: { contract, lines, prorated, pricePerPeriod } }: { page: ContractPage }) {
  const billing = lines.filter((line) => line.extendedPrice !== null);
  const inReview = prorated.filter((row) => row.status === "in-review");
  return (
    <NumberStats>
      <NumberStat
        label={`Contract price per ${PERIOD_WORDS[contract.billingCycle]}`}
        value={<Money amount={pricePerPeriod} currency={contract.currency} />}
        note="All service lines as they stand today"
      />
      <NumberStat
        label="Service lines"
        value={lines.length}
        tone={billing.length < lines.length ? "warn" : undefined}
        note={
          billing.length < lines.length
            ? `${lines.length - billing.length} not billable: no units yet`
            : undefined
        }
      />
      <NumberStat
        label="Prorations in review"
        value={inReview.length}
        href={`/finance/billing-review?contract=${contract.id}`}
        note="Not posted yet"
      />
    </NumberStats>
  );
}
