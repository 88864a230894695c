import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { formatUnits } from "@/app/_components/format-units";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { explainedChanges } from "@/lib/queries/explained-changes";
import { heldChanges } from "@/lib/queries/held-changes";
import { lineLimits } from "@/lib/queries/line-limits";
import { type LinePage, linePage } from "@/lib/queries/line-page";
import { EndedOverrideWords } from "../../../../../_overrides/ended-override-words";
import { PERIOD_WORDS } from "../../../_components/contract-words";
import { contractTrail } from "../../../_components/contracts-trail";
import { HistoryTable } from "../../../_components/history-table";
import { ReadingNote } from "../../../_components/reading-note";
import { AdjustPeriod } from "./_components/adjust-period";
import { caughtUpOverride } from "./_components/caught-up-override";
import { EndLine } from "./_components/end-line";
import { HeldNotice } from "./_components/held-notice";
import { LimitsSection } from "./_components/limits-section";
import classes from "./_components/line-page.module.css";
import { LineTerms } from "./_components/line-terms";
import { OverridesSection } from "./_components/overrides-section";
import { PricesHistory } from "./_components/prices-history";
import { SetOverride } from "./_components/set-override";
import { UnitsHistory } from "./_components/units-history";
import { WhatIf } from "./_components/what-if";

export const metadata: Metadata = { title: "Service line" };

type LinePageScreenProps = { params: Promise<{ contractId: string; lineId: string }> };

/** Finance > Contracts > one contract > one service line: its units, where they come from, and its terms. */
export default async function LinePageScreen({ params }: LinePageScreenProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { contractId, lineId } = await params;
  if (!recordId.safeParse(contractId).success || !recordId.safeParse(lineId).success) notFound();
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const page = await linePage(scope, { contractId, lineId, on: businessOn });
  if (!page) notFound();
  const { line, contract } = page;
  const held = await heldChanges(scope, lineId);
  const changes = await explainedChanges(
    scope,
    page.units.flatMap(({ readingId }) => (readingId === null ? [] : [{ lineId, readingId }])),
  );
  const canManage = can(user.role, "contracts.manage") && contract.status === "active";
  const hasEnded = line.endOn !== null && line.endOn < businessOn;
  return (
    <>
      <PageHeader
        title={line.name}
        trail={contractTrail(contract)}
        badge={hasEnded ? <StatusBadge status="ended" /> : undefined}
        description={
          <>
            {line.serviceName !== line.name && `${line.serviceName}, `}
            {contract.accountName}. Billed from <CalendarDate on={line.startOn} />
            {line.endOn && (
              <>
                {" "}
                through <CalendarDate on={line.endOn} />
              </>
            )}
            .
          </>
        }
        actions={
          canManage && (
            <>
              <ButtonLink href={`/finance/contracts/${contract.id}/services/${line.id}/edit`}>
                Edit and update units
              </ButtonLink>
              {page.figures.billBy === "flexible-assets" && (
                <ButtonLink
                  variant="default"
                  href={`/admin/finance/services/${line.serviceId}/apply-rule?line=${line.id}`}
                >
                  Apply this rule to other accounts
                </ButtonLink>
              )}
              {can(user.role, "billing.post") && <AdjustPeriod line={line} />}
              <SetOverride line={line} businessOn={businessOn} />
              <EndLine line={line} businessOn={businessOn} />
            </>
          )
        }
      />
      {held[0] && (
        <div className={classes.notice}>
          <HeldNotice change={held[0]} canDecide={can(user.role, "held.decide")} />
        </div>
      )}
      {page.endedOverride && (
        <div className={classes.notice}>
          <InlineAlert
            tone="warn"
            title="Not counted since its override ended"
            action={
              canManage && (
                <ButtonLink
                  href={`/finance/contracts/${contract.id}/services/${line.id}/edit`}
                  size="xs"
                  variant="default"
                >
                  Update units
                </ButtonLink>
              )
            }
          >
            <EndedOverrideWords override={page.endedOverride} /> The next night counts again by itself.
          </InlineAlert>
        </div>
      )}
      <Figures page={page} businessOn={businessOn} timeZone={tenant.timeZone} />
      <LineTerms terms={page.terms} contract={contract} timeZone={tenant.timeZone} />
      <OverridesSection
        line={line}
        overrides={page.overrides}
        caughtUpId={caughtUpOverride(page.overrides, page.figures, businessOn)}
        canManage={canManage}
        timeZone={tenant.timeZone}
      />
      {page.figures.billBy === "flexible-assets" && (
        <LimitsSection
          line={line}
          limits={await lineLimits(scope, line.id)}
          units={page.units}
          canManage={canManage}
        />
      )}
      <UnitsHistory units={page.units} changes={changes} businessOn={businessOn} timeZone={tenant.timeZone} />
      <PricesHistory prices={page.prices} currency={contract.currency} timeZone={tenant.timeZone} />
      <WhatIf lineId={line.id} businessOn={businessOn} />
      <SectionCard title="History" padding="flush">
        <HistoryTable
          caption="Changes of this service line, the latest first"
          events={page.history}
          lineNames={{}}
          timeZone={tenant.timeZone}
        />
      </SectionCard>
    </>
  );
}

type FiguresProps = { page: LinePage; businessOn: string; timeZone: string };

function Figures({ page: { figures, contract, organizations }, businessOn, timeZone }: FiguresProps) {
  const { billedUnits, units, override, unitPrice, extendedPrice } = figures;
  return (
    <NumberStats>
      <NumberStat
        label="Billed units"
        value={billedUnits === null ? "–" : formatUnits(billedUnits)}
        tone={billedUnits === null ? "warn" : undefined}
        note={
          <>
            {override && (
              <div>
                Set by hand through <CalendarDate on={override.throughOn} />
                {figures.billBy === "flexible-assets" &&
                  units === override.units &&
                  "; the count has caught up, so it can be withdrawn"}
              </div>
            )}
            {units !== null && units !== billedUnits && <div>of {formatUnits(units)} counted</div>}
            <ReadingNote
              billBy={figures.billBy}
              reading={figures.reading}
              isHeld={figures.isHeld}
              age={figures.age}
              units={billedUnits}
              organizations={organizations}
              businessOn={businessOn}
              timeZone={timeZone}
            />
          </>
        }
      />
      <NumberStat
        label="Unit price"
        value={unitPrice === null ? "–" : <Money amount={unitPrice} currency={contract.currency} />}
      />
      <NumberStat
        label={`Per ${PERIOD_WORDS[contract.billingCycle]}`}
        value={extendedPrice === null ? "–" : <Money amount={extendedPrice} currency={contract.currency} />}
        note={extendedPrice === null ? "Not billable before its first count" : undefined}
      />
    </NumberStats>
  );
}
