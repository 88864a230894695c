import type { Metadata } from "next";
import { connection } from "next/server";
import { zoneCity } from "@/app/_components/format-instant";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { syncRuns } from "@/lib/queries/sync-runs";
import { RunNow } from "./_runs/run-now";
import { RunTable } from "./_runs/run-table";

export const metadata: Metadata = { title: "Sync runs" };

/** Every recount of all lines: did the night work, and what did it change. */
export default async function SyncRunsPage() {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const runs = await syncRuns(scope);
  return (
    <>
      <PageHeader
        title="Sync runs"
        trail={[{ label: "Home" }]}
        description={`Every line is counted once a night, after midnight in ${zoneCity(tenant.timeZone)}.`}
        actions={
          can(user.role, "sync.run") && <RunNow runs={runs.map(({ id, status }) => ({ id, status }))} />
        }
      />
      <RunTable runs={runs} timeZone={tenant.timeZone} />
    </>
  );
}
