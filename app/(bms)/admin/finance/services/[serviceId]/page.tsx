import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { ButtonLink } from "@/app/_components/button-link";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { InlineAlert } from "@/app/_components/inline-alert";
import { KeyValue } from "@/app/_components/key-value";
import { Money } from "@/app/_components/money";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { serviceLines } from "@/lib/queries/service-lines";
import { serviceForm } from "@/lib/queries/services";
import { linesInWords } from "../_components/chosen-lines";
import { marginOf } from "../_components/margin";
import { RelatedLines } from "../_components/related-lines";
import {
  RELATED_LINES_DEFAULT_SORT,
  RELATED_LINES_FILTER_KEYS,
  RELATED_LINES_KEY,
  relatedLinesFilter,
} from "../_components/related-lines-address";
import { ServiceForm } from "../_components/service-form";
import classes from "../_components/services.module.css";
import { SERVICES_TRAIL } from "../_components/services-trail";

export const metadata: Metadata = { title: "Service" };

type ServicePageProps = { params: Promise<{ serviceId: string }>; searchParams: Promise<SearchParams> };

/** Admin > Finance > Services > one service: its form, or its facts for who may not change it, and the lines that bill it. */
export default async function ServicePage({ params, searchParams }: ServicePageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { serviceId } = await params;
  if (!recordId.safeParse(serviceId).success) notFound();
  const { service, words } = await serviceForm(scope, serviceId);
  if (!service) notFound();
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const state = await loadTableState(searchParams, {
    urlKey: RELATED_LINES_KEY,
    filterKeys: RELATED_LINES_FILTER_KEYS,
    defaultSort: RELATED_LINES_DEFAULT_SORT,
  });
  const lines = await serviceLines(scope, serviceId, relatedLinesFilter(state, businessOn));
  const margin = marginOf(service.unitPrice, service.unitCost);
  return (
    <>
      <PageHeader
        title={service.name}
        trail={SERVICES_TRAIL}
        badge={<StatusBadge status={service.isActive ? "active" : "inactive"} />}
        actions={
          lines.uses.length > 0 &&
          can(user.role, "contracts.manage") && (
            <ButtonLink variant="default" href={`/admin/finance/services/${service.id}/apply-rule`}>
              Apply rule to other accounts
            </ButtonLink>
          )
        }
      />
      {lines.uses.length > 1 && (
        <div className={classes.notice}>
          <InlineAlert tone="warn" title="This service bills different things">
            Use one service for each thing you count, so that customers and your accounting can tell them
            apart. Lines of this one count:
            <ul className={classes.reasons}>
              {lines.uses.map(({ inWords, lines: many }) => (
                <li key={inWords}>
                  {inWords} ({linesInWords(many)})
                </li>
              ))}
            </ul>
          </InlineAlert>
        </div>
      )}
      {can(user.role, "services.manage") ? (
        <ServiceForm service={service} words={words} currency={tenant.currency} />
      ) : (
        <SectionCard title="Service">
          <KeyValue
            variant="grid"
            entries={[
              { label: "Description", value: service.description || "–" },
              { label: "Category", value: service.category || "–" },
              { label: "Sub-category", value: service.subCategory || "–" },
              { label: "Unit of measure", value: service.unitOfMeasure || "–" },
              {
                label: "Unit price",
                value: <Money amount={service.unitPrice} currency={tenant.currency} />,
              },
              {
                label: "Unit cost",
                value: service.unitCost ? (
                  <Money amount={service.unitCost} currency={tenant.currency} />
                ) : (
                  "–"
                ),
              },
              { label: "Margin", value: margin?.percent ? `${margin.percent} %` : "–" },
              { label: "Income account", value: service.incomeAccount || "–" },
              { label: "Expense account", value: service.expenseAccount || "–" },
              { label: "Taxable", value: service.isTaxable ? "Yes" : "No" },
              { label: "Service lines", value: service.lines },
            ]}
          />
        </SectionCard>
      )}
      <RelatedLines
        service={service}
        rows={lines.rows}
        rowCount={lines.rowCount}
        businessOn={businessOn}
        canManage={can(user.role, "contracts.manage")}
      />
    </>
  );
}
