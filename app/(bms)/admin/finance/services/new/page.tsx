import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { serviceForm } from "@/lib/queries/services";
import { ServiceForm } from "../_components/service-form";
import { SERVICES_TRAIL } from "../_components/services-trail";

export const metadata: Metadata = { title: "Add service" };

/** Admin > Finance > Services > Add service. */
export default async function NewServicePage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "services.manage"))
    return (
      <FullPageMessage
        title="Services are managed by Finance"
        description={`Your role, ${user.role}, does not add services. Ask a Finance Manager or an Administrator.`}
      />
    );
  const form = await serviceForm(scope, null);
  return (
    <>
      <PageHeader title="Add service" trail={SERVICES_TRAIL} />
      <ServiceForm {...form} currency={tenant.currency} />
    </>
  );
}
