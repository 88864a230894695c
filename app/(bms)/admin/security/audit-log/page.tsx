import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PageHeader } from "@/app/_components/page-header";
import { TextLink } from "@/app/_components/text-link";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { auditLog } from "@/lib/queries/audit-log";
import { AuditTable } from "./_components/audit-table";
import { AUDIT_FILTER_KEYS, PAGE_SIZE } from "./_components/audit-url";

export const metadata: Metadata = { title: "Audit log" };

/** Admin > Security > Audit log: who changed what, newest first. `?record=` shows the history of one record. */
export default async function AuditLogPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "audit.view"))
    return (
      <FullPageMessage
        title="The audit log is not open to your role"
        description={`Administrators, Finance Managers and Auditors read it; you are a ${user.role}.`}
      />
    );
  const { filters, pageIndex } = await loadTableState(searchParams, { filterKeys: AUDIT_FILTER_KEYS });
  const { record } = await searchParams;
  const subjectId = typeof record === "string" && /^[\w:. -]{1,100}$/.test(record) ? record : null;
  const log = await auditLog(scope, {
    actions: filters.action ?? [],
    subjectKinds: filters.kind ?? [],
    actors: filters.person ?? [],
    subjectId,
    pageIndex,
    pageSize: PAGE_SIZE,
  });
  return (
    <>
      <PageHeader
        title="Audit log"
        trail={[{ label: "Admin" }, { label: "Security" }]}
        description="Who did what to which record, newest first. Written together with each change, and never altered."
      />
      {subjectId !== null && (
        <InlineAlert
          tone="info"
          action={<TextLink href="/admin/security/audit-log">Show all records</TextLink>}
        >
          Only the history of one record is shown.
        </InlineAlert>
      )}
      <AuditTable log={log} timeZone={tenant.timeZone} />
    </>
  );
}
