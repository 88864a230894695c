import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { lastAssetPasses } from "@/lib/queries/asset-passes";
import { itGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { HealthPanel } from "./_components/health-panel";
import classes from "./_components/it-glue-settings.module.css";
import { LastPasses } from "./_components/last-passes";
import { SettingsForm } from "./_components/settings-form";
import { VerdictBanner } from "./_components/verdict-banner";

export const metadata: Metadata = { title: "IT Glue Settings" };

/** Admin > My Company > IT Glue Settings: how this company reaches its IT Glue account. */
export default async function ItGlueSettingsPage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "settings.manage"))
    return (
      <FullPageMessage
        title="IT Glue Settings are for Administrators"
        description={`Your role, ${user.role}, does not open this page. Ask an Administrator of ${tenant.name}.`}
      />
    );
  const settings = await itGlueSettingsScreen(scope, { now: clockOf(tenant)() });
  return (
    <>
      <PageHeader
        title="IT Glue Settings"
        trail={[{ label: "Admin" }, { label: "My Company" }]}
        description="One connection for the whole company: every organization and every count comes through it."
      />
      <VerdictBanner settings={settings} timeZone={tenant.timeZone} />
      <div className={classes.columns}>
        <div>
          <SettingsForm settings={settings} timeZone={tenant.timeZone} companyCurrency={tenant.currency} />
        </div>
        <div>
          <HealthPanel settings={settings} timeZone={tenant.timeZone} />
          <LastPasses passes={await lastAssetPasses(scope)} timeZone={tenant.timeZone} />
        </div>
      </div>
    </>
  );
}
