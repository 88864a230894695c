import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PlainTable } from "@/app/_components/plain-table";
import { TextLink } from "@/app/_components/text-link";
import { type JobAction, stepsOf } from "@/lib/domain/automation/job-in-words";
import type { JobRunFigures } from "@/lib/queries/billing-jobs";
import classes from "./jobs.module.css";
import { RunMoney } from "./run-money";

type RunFiguresProps = {
  action: JobAction;
  summary: JobRunFigures;
  /** A dry run says what would be done, and its invoices do not exist. */
  isDryRun: boolean;
};

/** Counts and money of a run or dry run, and below them everything it passed over or could not send, each with its reason. */
export function RunFigures({ action, summary, isDryRun }: RunFiguresProps) {
  const { posts, bills, sends } = stepsOf(action);
  const { passedOver, billedAsBefore = [], notMailed = [], leftOut = 0 } = summary;
  const will = (word: string) =>
    isDryRun ? `Would be ${word}` : `${word[0]!.toUpperCase()}${word.slice(1)}`;
  return (
    <div className={classes.figures}>
      <NumberStats>
        {posts && (
          <NumberStat
            label={will("posted")}
            value={<RunMoney money={summary.posted} />}
            note={summary.postedItems === 1 ? "1 item" : `${summary.postedItems} items`}
          />
        )}
        {bills && (
          <NumberStat
            label={will("invoiced")}
            value={<RunMoney money={summary.invoiced} />}
            note={`${summary.invoices === 1 ? "1 invoice" : `${summary.invoices} invoices`}, tax included`}
          />
        )}
        {sends && (
          <NumberStat label={will("e-mailed")} value={summary.queuedMails} note="Invoices with PDF" />
        )}
        {bills && (
          <NumberStat
            label="Left open"
            value={summary.leftOpen}
            note="Only credits: they wait for the next invoice"
          />
        )}
        <NumberStat
          label="Passed over"
          value={passedOver.length}
          tone={passedOver.length > 0 ? "warn" : undefined}
          note={passedOver.length > 0 ? "See below" : "Nothing"}
        />
      </NumberStats>
      {passedOver.length > 0 && (
        <Reasons
          caption="Passed over"
          description="Not posted and not billed. They stay due, and the next run takes them once the reason is gone."
          rows={passedOver.map((entry, index) => ({ ...entry, key: `${index}` }))}
        />
      )}
      {billedAsBefore.length > 0 && (
        <Reasons
          caption="Billed with the units of an earlier count"
          description="The last count changed nothing, so these lines bill the units they had."
          rows={billedAsBefore.map((entry) => ({
            ...entry,
            reason: `${entry.lineName}: ${entry.reason}`,
            key: entry.lineId,
          }))}
        />
      )}
      {notMailed.length > 0 && (
        <Reasons
          caption="Not e-mailed"
          description="Add addresses for invoices on the account, then send these from the invoice."
          rows={notMailed.map((entry) => ({
            ...entry,
            key: entry.invoiceId,
            lineId: null,
            invoice: isDryRun ? undefined : { id: entry.invoiceId, number: entry.number },
          }))}
        />
      )}
      {leftOut > 0 && <p className={classes.quiet}>{leftOut} more entries are not kept.</p>}
    </div>
  );
}

type Reason = {
  key: string;
  accountId: string;
  accountName: string;
  lineId: string | null;
  reason: string;
  invoice?: { id: string; number: number };
};

function Reasons({
  caption,
  description,
  rows,
}: {
  caption: string;
  description: string;
  rows: readonly Reason[];
}) {
  return (
    <div>
      <h3 className={classes.listTitle}>
        {caption} ({rows.length})
      </h3>
      <p className={classes.quiet}>{description}</p>
      <PlainTable
        caption={caption}
        columns={[
          { key: "account", header: "Account" },
          { key: "reason", header: "Why" },
        ]}
        rows={rows.map(({ key, accountId, accountName, reason, invoice }) => ({
          key,
          cells: {
            account: <TextLink href={`/crm/accounts/${accountId}`}>{accountName}</TextLink>,
            reason: (
              <>
                {invoice && (
                  <>
                    <TextLink href={`/finance/invoices/${invoice.id}`}>Invoice {invoice.number}</TextLink>:{" "}
                  </>
                )}
                {reason}
              </>
            ),
          },
        }))}
      />
    </div>
  );
}
