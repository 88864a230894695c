import { Money } from "@/app/_components/money";
import { type Margin, marginOf } from "@/app/(bms)/admin/finance/services/_components/margin";
import classes from "./line-form.module.css";

type Prices = { unitPrice: string; unitCost: string };

type MarginsProps = {
  /** As typed on the line. */
  own: Prices;
  /** As the catalogue has it; null while no service is chosen. */
  ofService: Prices | null;
  currency: string;
  /** What the service's price and cost are in; the line's own currency unless told. */
  catalogueCurrency?: string;
};

/** What a unit earns on this line, and what the service would earn as it stands in the catalogue. */
export function Margins({ own, ofService, currency, catalogueCurrency = currency }: MarginsProps) {
  const margin = marginOf(own.unitPrice, own.unitCost);
  const before = ofService && marginOf(ofService.unitPrice, ofService.unitCost);
  if (margin === null && before === null) return null;
  const isSame =
    currency === catalogueCurrency &&
    margin?.amount === before?.amount &&
    margin?.percent === before?.percent;
  return (
    <p className={classes.muted} data-testid="margins">
      Margin on this line:{" "}
      {margin ? <InWords margin={margin} currency={currency} /> : "not known without price and cost"}
      {ofService !== null &&
        (isSame ? (
          ", as in the service"
        ) : (
          <>
            . From the service:{" "}
            {before ? <InWords margin={before} currency={catalogueCurrency} /> : "not known, it has no cost"}
          </>
        ))}
      .{margin?.amount.startsWith("-") && <strong> Each unit is sold below its cost.</strong>}
    </p>
  );
}

function InWords({ margin, currency }: { margin: Margin; currency: string }) {
  return (
    <>
      <Money amount={margin.amount} currency={currency} /> a unit
      {margin.percent && `, ${margin.percent.replace("-", "\u2212")} %`}
    </>
  );
}
