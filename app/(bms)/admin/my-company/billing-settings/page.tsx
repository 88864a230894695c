import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { billingSettingsScreen } from "@/lib/queries/billing-settings";
import { exportNamesScreen } from "@/lib/queries/export-names";
import { ExportNamesForm } from "./_export-names/export-names-form";
import { BillingSettingsForm } from "./_settings/billing-settings-form";

export const metadata: Metadata = { title: "Billing Settings" };

/** Admin > My Company > Billing Settings: what is posted, and what every invoice says. */
export default async function BillingSettingsPage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "billing-settings.manage"))
    return (
      <FullPageMessage
        title="Billing Settings are for Finance"
        description={`Your role, ${user.role}, does not open this page. Ask an Administrator of ${tenant.name}.`}
      />
    );
  const settings = await billingSettingsScreen(scope);
  const names = await exportNamesScreen(scope);
  return (
    <>
      <PageHeader
        title="Billing Settings"
        trail={[{ label: "Admin" }, { label: "My Company" }]}
        description="What is posted, when jobs start, and what stands on every invoice."
      />
      <BillingSettingsForm settings={settings} />
      <ExportNamesForm key={names.openedHash} names={names} />
    </>
  );
}
