import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { CalendarDate } from "@/app/_components/calendar-date";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { PageHeader } from "@/app/_components/page-header";
import { ParkedNotice } from "@/app/_components/parked-notice";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { billingReview } from "@/lib/queries/billing-review";
import { parkedAccounts } from "@/lib/queries/conservation";
import { REVIEW_DEFAULT_SORT, REVIEW_FILTER_KEYS } from "./_review/review-address";
import { reviewFilter } from "./_review/review-filter";
import { ReviewTable } from "./_review/review-table";
import { ReviewTotals } from "./_review/review-totals";

export const metadata: Metadata = { title: "Billing Review" };

type BillingReviewPageProps = { searchParams: Promise<SearchParams> };

/** Finance > Billing Review: what will be billed and why, before it is posted. */
export default async function BillingReviewPage({ searchParams }: BillingReviewPageProps) {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const state = await loadTableState(searchParams, {
    filterKeys: REVIEW_FILTER_KEYS,
    defaultSort: REVIEW_DEFAULT_SORT,
  });
  const filter = reviewFilter(state, businessOn);
  const review = await billingReview(scope, filter);
  const { businessOn: _today, sort: _sort, pageIndex: _page, pageSize: _size, ...match } = filter;
  return (
    <>
      <PageHeader
        title="Billing Review"
        trail={[{ label: "Finance" }]}
        description={
          <>
            Check, then post. Today is <CalendarDate on={businessOn} />.
          </>
        }
      />
      <ParkedNotice accounts={await parkedAccounts(scope)} />
      <ReviewTotals totals={review.totals} mainCurrency={tenant.currency} />
      <ReviewTable
        items={review.items}
        matching={review.matching}
        accounts={review.accounts}
        contracts={review.contracts}
        match={match}
        dueItems={review.totals.reduce((sum, total) => sum + total.dueItems, 0)}
        staleAfterDays={review.staleAfterDays}
        canPost={can(user.role, "billing.post")}
      />
    </>
  );
}
