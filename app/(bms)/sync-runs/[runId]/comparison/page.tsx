import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { EmptyState } from "@/app/_components/empty-state";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { requireSession } from "@/lib/auth/session";
import { recordId } from "@/lib/inputs/typed-fields";
import { syncRunComparison } from "@/lib/queries/sync-run-comparison";
import { ComparedLineTable } from "./_lines/compared-line-table";

export const metadata: Metadata = { title: "Compared with the night before" };

type PageProps = { params: Promise<{ runId: string }> };

/** What stands otherwise after a run than after the completed run before it: outcome, units, money. */
export default async function SyncRunComparisonPage({ params }: PageProps) {
  await connection();
  const { scope } = await requireSession();
  const runId = recordId.safeParse((await params).runId);
  const found = runId.success ? await syncRunComparison(scope, runId.data) : null;
  if (!found) notFound();
  const { run, before, lines, isCutOff } = found;
  const on = formatCalendarDate(run.businessOn);
  return (
    <>
      <PageHeader
        title={`${on}, compared`}
        trail={[
          { label: "Home" },
          { label: "Sync runs", href: "/sync-runs" },
          { label: `Sync run of ${on}`, href: `/sync-runs/${run.id}` },
        ]}
        badge={<StatusBadge status={run.status} />}
        description={
          before && (
            <>
              Lines whose outcome, units or money changed since the{" "}
              <TextLink href={`/sync-runs/${before.id}`}>
                completed run of {formatCalendarDate(before.businessOn)}
              </TextLink>
              .
            </>
          )
        }
      />
      {isCutOff && (
        <div style={{ marginBottom: "1.25rem" }}>
          <InlineAlert tone="warn">
            More lines changed than fit here; the first by account and service line are shown.
          </InlineAlert>
        </div>
      )}
      {before ? (
        <ComparedLineTable lines={lines} />
      ) : (
        <EmptyState title="Nothing to compare with" description="No run was completed before this one." />
      )}
    </>
  );
}
