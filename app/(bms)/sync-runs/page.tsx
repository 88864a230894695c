import type { Metadata } from "next";
import { connection } from "next/server";
import { zoneCity } from "@/app/_components/format-instant";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { syncRunProgress } from "@/lib/queries/sync-run-progress";
import { syncRuns } from "@/lib/queries/sync-runs";
import { RunProgress } from "./_progress/run-progress";
import { RunNow } from "./_runs/run-now";
import { RunTable } from "./_runs/run-table";

export const metadata: Metadata = { title: "Sync runs" };

/** Every recount of all lines: did the night work, and what did it change. */
export default async function SyncRunsPage() {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const runs = await syncRuns(scope);
  const running = runs.find(({ status }) => status === "running");
  const progress = running ? await syncRunProgress(scope, running.id) : null;
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
      {progress && running && (
        <div style={{ marginBottom: "1.25rem" }}>
          <RunProgress
            key={running.id}
            runId={running.id}
            initial={progress}
            timeZone={tenant.isSimulation ? null : tenant.timeZone}
          />
        </div>
      )}
      <RunTable runs={runs} timeZone={tenant.timeZone} />
    </>
  );
}
