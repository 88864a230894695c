import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { ButtonLink } from "@/app/_components/button-link";
import { EmptyState } from "@/app/_components/empty-state";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PageHeader } from "@/app/_components/page-header";
import { TextLink } from "@/app/_components/text-link";
import { MayNotManage } from "@/app/(bms)/finance/contracts/_components/may-not-manage";
import { Prerequisites } from "@/app/(bms)/finance/contracts/[contractId]/services/_components/prerequisites";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { applyRulePage } from "@/lib/queries/apply-rule";
import { integrations } from "@/lib/queries/integrations";
import { SERVICES_TRAIL } from "../../_components/services-trail";
import classes from "./_components/apply-rule.module.css";
import { ApplyRuleScreen } from "./_components/apply-rule-screen";
import { RuleSection } from "./_components/rule-section";

export const metadata: Metadata = { title: "Apply rule to other accounts" };

type ApplyRuleRouteProps = {
  params: Promise<{ serviceId: string }>;
  searchParams: Promise<{ line?: string | string[] }>;
};

/** Admin > Finance > Services > one service > Apply rule to other accounts; `?line=` names the line whose rule it is. */
export default async function ApplyRuleRoute({ params, searchParams }: ApplyRuleRouteProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { serviceId } = await params;
  const { line = null } = await searchParams;
  if (!recordId.safeParse(serviceId).success) notFound();
  if (line !== null && !recordId.safeParse(line).success) notFound();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const lineId = typeof line === "string" ? line : null;
  const page = await applyRulePage(scope, { serviceId, lineId, on: businessOn });
  if (!page) notFound();
  const { service, rule, offered, accounts, setUp } = page;
  const { status } = await integrations(scope, user.id);
  const serviceHref = `/admin/finance/services/${service.id}`;
  return (
    <>
      <PageHeader
        title="Apply rule to other accounts"
        trail={[...SERVICES_TRAIL, { label: service.name, href: serviceHref }]}
        description={`Adds a line of ${service.name} that counts the same to the accounts you choose, each with its own count.`}
      />
      {rule === null ? (
        <EmptyState
          title="No line of this service counts anything yet"
          description="Add one to a contract, billed by flexible assets; its rule can then be applied to other accounts."
          action={<ButtonLink href="/finance/contracts">Open contracts</ButtonLink>}
        />
      ) : (
        <div className={classes.stack}>
          {!service.isActive && (
            <InlineAlert
              tone="warn"
              title="This service is inactive"
              action={<TextLink href={serviceHref}>Open the service</TextLink>}
            >
              Activate it before you add lines of it.
            </InlineAlert>
          )}
          <Prerequisites
            setUp={setUp}
            contract={null}
            connectStatus={status}
            canManageSettings={can(user.role, "settings.manage")}
          />
          <RuleSection serviceId={service.id} rule={rule} offered={offered} />
          <ApplyRuleScreen key={rule.lineId} rule={rule} accounts={accounts} businessOn={businessOn} />
        </div>
      )}
    </>
  );
}
