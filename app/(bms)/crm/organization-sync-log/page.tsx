import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PageHeader } from "@/app/_components/page-header";
import { TextLink } from "@/app/_components/text-link";
import { requireSession } from "@/lib/auth/session";
import { calendarDateText, recordId } from "@/lib/inputs/typed-fields";
import { SYNC_EVENTS, syncLog } from "@/lib/queries/organization-sync-log";
import { LOG_TABLE, PAGE_SIZE } from "./_log/log-address";
import { LogTable } from "./_log/log-table";

export const metadata: Metadata = { title: "Organization sync log" };

/** What a hand-written address may hold; anything that is no date, or no id, narrows nothing. */
const asDate = (value: unknown) => calendarDateText("").safeParse(value).data ?? null;
const asId = (value: unknown) => recordId.safeParse(value).data ?? null;

/** CRM > Organization sync log. `?account=` shows the history of one account. */
export default async function OrganizationSyncLogPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  await connection();
  const { scope, tenant } = await requireSession();
  const { query, filters, pageIndex } = await loadTableState(searchParams, LOG_TABLE);
  const { account, from, to } = await searchParams;
  const [accountId, fromOn, toOn] = [asId(account), asDate(from), asDate(to)];
  const log = await syncLog(scope, {
    events: SYNC_EVENTS.filter((event) => filters.event?.includes(event)),
    query,
    accountId,
    fromOn,
    toOn,
    timeZone: tenant.timeZone,
    pageIndex,
    pageSize: PAGE_SIZE,
  });
  return (
    <>
      <PageHeader
        title="Organization sync log"
        trail={[{ label: "CRM" }]}
        description="What the sync with IT Glue, and people, did to each organization and account, newest first."
        actions={<TextLink href="/crm/organization-mapping">Organization mapping</TextLink>}
      />
      {accountId !== null && (
        <div style={{ marginBottom: "1.25rem" }}>
          <InlineAlert
            tone="info"
            action={<TextLink href="/crm/organization-sync-log">Show all accounts</TextLink>}
          >
            {log.accountName === null
              ? "There is no account of this address."
              : `Only the history of ${log.accountName} is shown.`}
          </InlineAlert>
        </div>
      )}
      <LogTable
        log={log}
        timeZone={tenant.timeZone}
        isNarrowed={accountId !== null || fromOn !== null || toOn !== null}
      />
    </>
  );
}
