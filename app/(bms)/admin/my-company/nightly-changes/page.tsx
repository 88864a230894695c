import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { nightlyChangesScreen } from "@/lib/queries/nightly-changes";
import { NightlyChangesForm } from "./_limits/nightly-changes-form";

export const metadata: Metadata = { title: "Nightly Changes" };

/** Admin > My Company > Nightly Changes: how far a night may change units before a person is asked. */
export default async function NightlyChangesPage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "settings.manage"))
    return (
      <FullPageMessage
        title="Nightly Changes are for Administrators"
        description={`Your role, ${user.role}, does not open this page. Ask an Administrator of ${tenant.name}.`}
      />
    );
  return (
    <>
      <PageHeader
        title="Nightly Changes"
        trail={[{ label: "Admin" }, { label: "My Company" }]}
        description="How far a night may change units by itself. What goes beyond waits under Held changes."
      />
      <NightlyChangesForm settings={await nightlyChangesScreen(scope)} />
    </>
  );
}
