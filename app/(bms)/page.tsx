import type { Metadata } from "next";
import { connection } from "next/server";
import { CalendarDate } from "@/app/_components/calendar-date";
import { PageHeader } from "@/app/_components/page-header";
import { ParkedNotice } from "@/app/_components/parked-notice";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { parkedAccounts } from "@/lib/queries/conservation";
import { lostCountingIdentity } from "@/lib/queries/it-glue-settings-notice";
import { todayOverview } from "@/lib/queries/today";
import { AttentionSection } from "./_today/attention-section";
import { ChangesSection } from "./_today/changes-section";
import { ItGlueIdentityNotice } from "./_today/it-glue-identity-notice";
import { KeyFigures } from "./_today/key-figures";
import { SetUpChecklist } from "./_today/set-up-checklist";
import { StaleSection } from "./_today/stale-section";

export const metadata: Metadata = { title: "Today" };

/** Home: is the nightly count healthy, what needs a person, what changed since the last invoices, what waits to be billed. */
export default async function TodayPage() {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const overview = await todayOverview(scope, clockOf(tenant)());
  const lost = await lostCountingIdentity(scope);
  const isSetUp = overview.setUp.every((step) => step.isDone);
  return (
    <>
      <PageHeader
        title="Today"
        trail={[{ label: "Home" }]}
        description={<CalendarDate on={overview.businessOn} variant="weekday" />}
      />
      {lost && (
        <ItGlueIdentityNotice lost={lost} userId={user.id} maySetUp={can(user.role, "settings.manage")} />
      )}
      <ParkedNotice accounts={await parkedAccounts(scope)} />
      {!isSetUp && <SetUpChecklist steps={overview.setUp} role={user.role} />}
      <KeyFigures overview={overview} timeZone={tenant.timeZone} />
      {(isSetUp || overview.lastRun) && (
        <>
          <AttentionSection lines={overview.attention} count={overview.attentionCount} />
          <StaleSection stale={overview.stale} />
          <ChangesSection
            changes={overview.changes}
            count={overview.changeCount}
            totals={overview.changeTotals}
          />
        </>
      )}
    </>
  );
}
