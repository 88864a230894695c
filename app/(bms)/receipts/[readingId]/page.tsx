import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { CalendarDate } from "@/app/_components/calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { KeyValue } from "@/app/_components/key-value";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import { requireSession } from "@/lib/auth/session";
import { evidenceRuleInWords } from "@/lib/domain/counting/evidence-in-words";
import { ProofAlert } from "./_receipt/proof-alert";
import classes from "./_receipt/receipt.module.css";
import { ReceiptAssets } from "./_receipt/receipt-assets";
import { shownReceipt } from "./_receipt/shown-receipt";

export const metadata: Metadata = { title: "Receipt" };

type ReceiptPageProps = { params: Promise<{ readingId: string }> };

/** The receipt of one count: how many units, by which rule, of which assets, and that it still proves itself. */
export default async function ReceiptPage({ params }: ReceiptPageProps) {
  await connection();
  const session = await requireSession();
  const receipt = await shownReceipt(session, (await params).readingId);
  if (!receipt) notFound();
  const { evidence, proof } = receipt;
  const lineName = receipt.lineName ?? "a service line that was not saved";
  const line = receipt.lineId && `/finance/contracts/${receipt.contractId}/services/${receipt.lineId}`;
  return (
    <>
      <PageHeader
        title="Receipt"
        trail={[
          { label: "Finance" },
          { label: "Contracts", href: "/finance/contracts" },
          { label: receipt.contractName, href: `/finance/contracts/${receipt.contractId}` },
        ]}
        badge={<StatusBadge status={receipt.state} />}
        description={
          <>
            {receipt.accountName}: {line ? <TextLink href={line}>{lineName}</TextLink> : lineName}
          </>
        }
      />
      <div className={classes.stack}>
        {receipt.reasons.length > 0 && (
          <InlineAlert
            tone="warn"
            title={receipt.state === "held" ? "This count was held" : "This count changed no units"}
          >
            {receipt.reasons.map((reason) => (
              <div key={reason.code}>{reason.message}</div>
            ))}
          </InlineAlert>
        )}
        <div className={classes.head}>
          <div className={classes.figure}>
            <div className={`numeric ${classes.units}`}>
              <Units units={receipt.units} empty="–" />
            </div>
            <div className={classes.unitsLabel}>
              {receipt.units === null ? "not counted" : "units counted"}
            </div>
          </div>
          <div className={classes.terms}>
            {evidence && <p className={classes.rule}>{evidenceRuleInWords(evidence)}</p>}
            <KeyValue
              entries={[
                {
                  label: "As of",
                  value: <Instant at={receipt.askedAt} timeZone={session.tenant.timeZone} />,
                  note: (
                    <>
                      Business date <CalendarDate on={receipt.businessOn} />,{" "}
                      {receipt.source === "nightly" ? "nightly sync" : "Update Units"}
                    </>
                  ),
                },
                {
                  label: "Counted by",
                  value: "The integration's API key",
                  note: "One identity counts everything: nobody's own IT Glue access changes a count.",
                },
                {
                  label: evidence && evidence.organizations.length > 1 ? "Organizations" : "Organization",
                  value: evidence?.organizations.map(({ name }) => name).join(", ") || "None linked",
                },
                ...(receipt.hash
                  ? [{ label: "SHA-256", value: <span className={classes.hash}>{receipt.hash}</span> }]
                  : []),
              ]}
            />
          </div>
        </div>
        {proof && <ProofAlert proof={proof} />}
        {receipt.isRedacted && (
          <InlineAlert tone="info">
            Names and details of restricted assets are not shown to Technicians; the count includes them.
          </InlineAlert>
        )}
        {evidence ? (
          <>
            <ReceiptAssets
              evidence={evidence}
              itGlueWebBase={receipt.itGlueWebBase}
              isRedacted={receipt.isRedacted}
            />
            <div data-print="hide">
              {/* A plain link: the answer is a file. */}
              <a className={classes.download} href={`/receipts/${receipt.readingId}/receipt.json`} download>
                Download as JSON
              </a>
            </div>
          </>
        ) : (
          receipt.hash === null && (
            <InlineAlert tone="info" title="Nothing was counted">
              There is no evidence because IT Glue was not counted; the line kept its last units.
            </InlineAlert>
          )
        )}
      </div>
    </>
  );
}
