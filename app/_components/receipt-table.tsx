import { IconExternalLink } from "@tabler/icons-react";
import { formatUnits } from "./format-units";
import { PlainTable } from "./plain-table";
import classes from "./receipt-table.module.css";

/** An asset as the receipt froze it. `href` leads to it in IT Glue; it may have changed since. */
export type ReceiptAsset = { assetId: string; name: string; organizationName?: string; href?: string | null };
export type CountedAsset = ReceiptAsset & {
  /** The value as IT Glue sent it, such as "12" or "7.5". */
  valueRead: string;
  /** What it counted for, decimal text; differs from `valueRead` when counting assets or tags. */
  units: string;
  /** The rows of a table that it is the sum of. */
  rows?: readonly { label: string; units: string }[];
};
export type LeftOutAsset = ReceiptAsset & {
  valueRead: string | null;
  /** Why it did not count, in words: "Filter: Status is Retired", "Archived", "Blank", "“n/a” is not a number". */
  reason: string;
};

export type ReceiptTableProps = {
  /** Such as "Seats": the field that was counted. */
  valueLabel: string;
  counted: readonly CountedAsset[];
  leftOut: readonly LeftOutAsset[];
  /** Decimal text: the sum of `units`. */
  totalUnits: string;
};

function AssetName({ asset }: { asset: ReceiptAsset & Pick<CountedAsset, "rows"> }) {
  const name = asset.name || `Asset ${asset.assetId}`;
  return (
    <>
      {asset.href ? (
        <a href={asset.href} target="_blank" rel="noreferrer" className={classes.asset}>
          {name}
          <IconExternalLink size={13} stroke={1.8} aria-label="opens in IT Glue" />
        </a>
      ) : (
        name
      )}
      {asset.organizationName && <div className={classes.organization}>{asset.organizationName}</div>}
      {asset.rows && (
        <div className={classes.organization}>
          {asset.rows.map(({ label, units }) => `${label}: ${formatUnits(units)}`).join("; ")}
        </div>
      )}
    </>
  );
}

/** The evidence of one count: every asset that counted with its value, every one that did not with the reason, and the sum. */
export function ReceiptTable({ valueLabel, counted, leftOut, totalUnits }: ReceiptTableProps) {
  return (
    <div className={classes.receipt}>
      <h3 className={classes.title}>
        Counted{" "}
        <span className={classes.count}>{counted.length === 1 ? "1 asset" : `${counted.length} assets`}</span>
      </h3>
      {counted.length === 0 ? (
        <p className={classes.none}>No asset counted. The sum is 0 units.</p>
      ) : (
        <PlainTable
          caption={`Assets that counted, by ${valueLabel}`}
          columns={[
            { key: "asset", header: "Asset" },
            { key: "value", header: valueLabel, align: "end", noWrap: true },
            { key: "units", header: "Units", align: "end", noWrap: true },
          ]}
          rows={counted.map((asset) => ({
            key: asset.assetId,
            cells: {
              asset: <AssetName asset={asset} />,
              value: asset.valueRead,
              units: formatUnits(asset.units),
            },
          }))}
          totals={[{ key: "total", cells: { asset: "Total", units: formatUnits(totalUnits) } }]}
        />
      )}
      {leftOut.length > 0 && (
        <>
          <h3 className={classes.title}>
            Left out{" "}
            <span className={classes.count}>
              {leftOut.length === 1 ? "1 asset" : `${leftOut.length} assets`}
            </span>
          </h3>
          <PlainTable
            caption="Assets that did not count, with the reason"
            columns={[
              { key: "asset", header: "Asset" },
              { key: "reason", header: "Reason" },
              { key: "value", header: valueLabel, align: "end", noWrap: true },
            ]}
            rows={leftOut.map((asset) => ({
              key: asset.assetId,
              cells: {
                asset: <AssetName asset={asset} />,
                reason: asset.reason,
                value: asset.valueRead ?? "–",
              },
            }))}
          />
        </>
      )}
    </div>
  );
}
