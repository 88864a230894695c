import { IconCircleCheck } from "@tabler/icons-react";
import type { Metadata } from "next";
import { connection } from "next/server";
import { EmptyState } from "@/app/_components/empty-state";
import { InlineAlert } from "@/app/_components/inline-alert";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PageHeader } from "@/app/_components/page-header";
import { TextLink } from "@/app/_components/text-link";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { accountCoverage, coverageAccounts, type FlaggedValue } from "@/lib/queries/coverage";
import { AccountChooser } from "./_coverage/account-chooser";
import { CoverageTable } from "./_coverage/coverage-table";

export const metadata: Metadata = { title: "Coverage" };

type CoveragePageProps = { searchParams: Promise<{ account?: string | string[] }> };

/** Finance > Coverage: what in IT Glue is billed by exactly one line, by two, or by nobody. */
export default async function CoveragePage({ searchParams }: CoveragePageProps) {
  await connection();
  const { scope, user, tenant } = await requireSession();
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const accounts = await coverageAccounts(scope, businessOn);
  const { account: asked } = await searchParams;
  const chosen = accounts.find(({ id }) => id === asked) ?? accounts[0];
  const coverage = chosen ? await accountCoverage(scope, chosen.id, businessOn) : null;
  const header = (
    <PageHeader
      title="Coverage"
      trail={[{ label: "Finance" }]}
      description="Every value of a billed asset type belongs to exactly one service line. What nobody bills, or two lines bill, is listed here."
    />
  );
  if (!coverage)
    return (
      <>
        {header}
        <EmptyState
          icon={<IconCircleCheck size={26} stroke={1.5} />}
          title="No service line bills flexible assets yet"
          description="Once a contract has a line that counts in IT Glue, this page shows what it leaves out."
          action={<TextLink href="/finance/contracts">Open contracts</TextLink>}
        />
      </>
    );
  const { flagged, billedOnce, brokenLines } = coverage;
  const open = (kind: FlaggedValue["kind"]) =>
    flagged.filter((value) => value.kind === kind && value.exception === null).length;
  const [twice, unbilled] = [open("billed-twice"), open("unbilled")];
  return (
    <>
      {header}
      <AccountChooser accounts={accounts} accountId={coverage.account.id} />
      <NumberStats>
        <NumberStat
          label="Billed twice"
          value={String(twice)}
          tone={twice > 0 ? "bad" : undefined}
          note="values that two lines bill"
        />
        <NumberStat
          label="Unbilled"
          value={String(unbilled)}
          tone={unbilled > 0 ? "warn" : undefined}
          note="values that no line bills"
        />
        <NumberStat label="Billed once" value={String(billedOnce)} note="as it should be" />
      </NumberStats>
      {brokenLines.length > 0 && (
        <InlineAlert tone="bad" title="Not everything is in here">
          {brokenLines.map(({ lineId, lineName, contractId }) => (
            <div key={lineId}>
              The rule of{" "}
              <TextLink href={`/finance/contracts/${contractId}/services/${lineId}`}>{lineName}</TextLink>{" "}
              names a type or field that IT Glue no longer has.
            </div>
          ))}
        </InlineAlert>
      )}
      <CoverageTable
        accountId={coverage.account.id}
        flagged={user.role === "Technician" ? flagged.map(withoutRestrictedName) : flagged}
        canManage={can(user.role, "contracts.manage")}
        timeZone={tenant.timeZone}
      />
    </>
  );
}

/** Names of restricted assets are not for everybody (itglue-api.md 6); what stands in their tables neither. */
function withoutRestrictedName(value: FlaggedValue): FlaggedValue {
  return value.isRestricted
    ? { ...value, assetName: `Restricted asset ${value.assetId}`, part: null }
    : value;
}
