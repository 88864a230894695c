import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { conservation } from "@/lib/queries/conservation";
import { CheckNow } from "./_conservation/check-now";
import { ChecksTable } from "./_conservation/checks-table";
import { ParkedTable } from "./_conservation/parked-table";

export const metadata: Metadata = { title: "Conservation" };

/** Finance > Conservation: whether all that is billed adds up, and which accounts are parked because it does not. */
export default async function ConservationPage() {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const { checks, parked } = await conservation(scope);
  const canPost = can(user.role, "billing.post");
  return (
    <>
      <PageHeader
        title="Conservation"
        trail={[{ label: "Finance" }]}
        description="Each night, and before each run, every line is computed a second time, day by day, and compared with what is posted, in review, invoiced and credited."
        actions={canPost && <CheckNow />}
      />
      <ParkedTable parked={parked} timeZone={tenant.timeZone} canRelease={canPost} />
      <SectionCard title="Last checks" padding="flush">
        <ChecksTable checks={checks} timeZone={tenant.timeZone} />
      </SectionCard>
    </>
  );
}
