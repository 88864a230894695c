import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { accountDetails } from "@/lib/queries/accounts/account-details";
import { DetailsForm } from "../_list/details-form";

export const metadata: Metadata = { title: "Add account" };

/** CRM > Accounts > Add account. */
export default async function NewAccountPage() {
  await connection();
  const { user, scope } = await requireSession();
  if (!can(user.role, "accounts.manage"))
    return (
      <FullPageMessage
        title="Accounts are managed by Finance"
        description={`Your role, ${user.role}, does not add accounts. Ask a Finance Manager or an Administrator.`}
      />
    );
  return (
    <>
      <PageHeader
        title="Add account"
        trail={[{ label: "CRM" }, { label: "Accounts", href: "/crm/accounts" }]}
      />
      <DetailsForm details={await accountDetails(scope, null)} />
    </>
  );
}
