import { CalendarDate } from "@/app/_components/calendar-date";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { formatUnits } from "@/app/_components/format-units";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { TextLink } from "@/app/_components/text-link";
import type { MovedAsset } from "@/lib/domain/counting/moved-assets";
import type {
  InvoiceAppendix as Appendix,
  AppendixLine,
  AppendixReceipt,
} from "@/lib/queries/invoice-appendix";
import type { AppendixChange } from "@/lib/queries/invoice-appendix-changes";
import classes from "./invoice-appendix.module.css";

/** What stands behind the lines: their terms, what changed in the billed days, and every counted asset. */
export function InvoiceAppendix({ appendix, currency }: { appendix: Appendix; currency: string }) {
  if (appendix.lines.length === 0) return null;
  return (
    <section className={classes.appendix} aria-labelledby="appendix">
      <h2 id="appendix" className={classes.heading}>
        Appendix: what was counted
      </h2>
      {appendix.lines.map((line) => (
        <ServiceLine key={line.lineId} line={line} currency={currency} />
      ))}
    </section>
  );
}

function ServiceLine({ line, currency }: { line: AppendixLine; currency: string }) {
  return (
    <div className={classes.line}>
      <h3 className={classes.service}>{line.serviceName}</h3>
      <p className={classes.quiet}>
        {line.contractName}, <CalendarPeriod startOn={line.fromOn} endOn={line.throughOn} />
      </p>
      <p>{line.terms}</p>
      {line.changes.length > 0 && (
        <>
          <h4 className={classes.part}>Changes</h4>
          <ul className={classes.changes}>
            {line.changes.map((change) => (
              <li key={`${change.what} ${change.effectiveOn}`}>
                <Change change={change} currency={currency} />
              </li>
            ))}
          </ul>
        </>
      )}
      {line.receipts.map((receipt) => (
        <Receipt key={receipt.hash} receipt={receipt} serviceName={line.serviceName} />
      ))}
      {line.receipts.length === 0 && <p className={classes.quiet}>No count stands behind these units.</p>}
    </div>
  );
}

function Change({ change, currency }: { change: AppendixChange; currency: string }) {
  const { what, effectiveOn, throughOn, from, to, why, moves } = change;
  if (what === "override")
    return (
      <>
        <CalendarDate on={effectiveOn} /> to <CalendarDate on={throughOn} />: {formatUnits(to)} units were
        agreed
      </>
    );
  return (
    <>
      <CalendarDate on={effectiveOn} />: {what === "price" ? "price" : "units"}{" "}
      {what === "price" ? (
        <>
          <Money amount={from!} currency={currency} /> → <Money amount={to} currency={currency} />
        </>
      ) : (
        <>
          {formatUnits(from!)} → {formatUnits(to)}
        </>
      )}
      {why && <span className={classes.quiet}> ({why})</span>}
      {moves.length > NAMED_IN_SENTENCE && (
        <ul className={classes.moves}>
          {moves.map((asset) => (
            <li key={asset.id}>{moveInWords(asset)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** As many as the sentence of a change names itself. */
const NAMED_IN_SENTENCE = 3;

function moveInWords({ label, from, to, why }: MovedAsset): string {
  if (from !== null && to !== null) return `${label}: ${formatUnits(from)} → ${formatUnits(to)}`;
  if (to !== null) return `${label}: ${why}, ${formatUnits(to)}`;
  return `${label}: ${why}${from === null ? "" : `, was ${formatUnits(from)}`}`;
}

function Receipt({ receipt, serviceName }: { receipt: AppendixReceipt; serviceName: string }) {
  return (
    <div className={classes.receipt}>
      <h4 className={classes.part}>
        Counted on <CalendarDate on={receipt.countedOn} />: {formatUnits(receipt.total)}
      </h4>
      <p className={classes.quiet}>
        {receipt.rule}.{" "}
        <span data-print="hide">
          <TextLink href={`/receipts/${receipt.readingId}`}>
            Receipt<span className="visually-hidden"> of {serviceName}: what was counted</span>
          </TextLink>
        </span>
      </p>
      <PlainTable
        caption={`Counted assets of ${serviceName}`}
        columns={[
          { key: "asset", header: "Asset", width: "75%" },
          { key: "value", header: receipt.valueLabel, align: "end", noWrap: true },
        ]}
        rows={receipt.assets.map((asset) => ({
          key: asset.id,
          cells: { asset: asset.label, value: formatUnits(asset.value) },
        }))}
        totals={[{ key: "total", cells: { asset: "Total", value: formatUnits(receipt.total) } }]}
      />
      <p className={classes.hash}>Receipt {receipt.hash}</p>
    </div>
  );
}
