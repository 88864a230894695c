import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import { outbox } from "@/lib/queries/outbox";
import { MailServerNotice } from "./_outbox/mail-server-notice";
import classes from "./_outbox/outbox.module.css";
import { OUTBOX_TABLE, PAGE_SIZE } from "./_outbox/outbox-address";
import { OutboxTable } from "./_outbox/outbox-table";

export const metadata: Metadata = { title: "Outbox" };

const STATUSES = ["queued", "sent", "failed"] as const;

/** Admin > My Company > Outbox: every e-mail Flexbill wrote, and what became of it. */
export default async function OutboxPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "audit.view"))
    return (
      <FullPageMessage
        title="The Outbox is not open to your role"
        description={`Administrators, Finance Managers and Auditors read it; you are a ${user.role}.`}
      />
    );
  const { query, filters, pageIndex } = await loadTableState(searchParams, OUTBOX_TABLE);
  const found = await outbox(scope, {
    statuses: STATUSES.filter((status) => filters.status?.includes(status)),
    query,
    pageIndex,
    pageSize: PAGE_SIZE,
  });
  const isMailServerSet = mailEnvironment() !== null;
  return (
    <>
      <PageHeader
        title="Outbox"
        trail={[{ label: "Admin" }, { label: "My Company" }]}
        description="Every e-mail that Flexbill wrote, newest first, and what became of it."
      />
      {!isMailServerSet && found.queued > 0 && (
        <div className={classes.notice}>
          <MailServerNotice />
        </div>
      )}
      <OutboxTable outbox={found} timeZone={tenant.timeZone} isMailServerSet={isMailServerSet} />
    </>
  );
}
