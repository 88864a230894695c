import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { type ParsedLineInput, type SaveLineInput, saveLineInput } from "../contract-lines";
import type { Catalogue, CatalogueService } from "./catalogue";
import { readPairs } from "./conditions";
import { NO_RECORD } from "./contract-cells";
import { didYouMean, namedItems } from "./find-named";
import type { ColumnKey } from "./import-columns";
import { RULE_COLUMNS, ruleCells } from "./rule-cells";
import { BILL_BY, PRORATION, ROUNDING, type RowReader, YES_NO } from "./typed-cells";
import { noteIssues } from "./zod-faults";

export type LineFields = {
  /** As `saveLine` takes it; the contract's id is put in once it is known. */
  input: ParsedLineInput;
  /** What is counted, in words; null for typed units. */
  ruleInWords: string | null;
  /** As `saveOpeningAmounts` takes them. */
  openings: { periodStartOn: string; amount: string }[];
};

const COLUMN_OF: Record<string, ColumnKey> = {
  serviceId: "service",
  name: "lineName",
  description: "description",
  startOn: "lineStartOn",
  unitPrice: "unitPrice",
  unitCost: "unitCost",
  billBy: "units",
  rounding: "rounding",
  minimumUnits: "minimumUnits",
  includedUnits: "includedUnits",
  maximumUnits: "maximumUnits",
  prorateIncreases: "prorateIncreases",
  prorateDecreases: "prorateDecreases",
};

/** The service line of a row, checked as its form is; null where a cell of it is faulty. */
export function lineCells(
  reader: RowReader,
  catalogue: Catalogue,
  /** Null where it is not known: the account was not found, or the cell is faulty. */
  currency: string | null,
  reason: string,
): LineFields | null {
  const before = reader.faults.length;
  const service = serviceOf(reader, catalogue);
  const startOn = reader.text("lineStartOn");
  const counted = billBy(reader, catalogue);
  const openings = openingCells(reader);
  const input: SaveLineInput = {
    contractId: NO_RECORD,
    lineId: null,
    version: null,
    serviceId: service?.id ?? NO_RECORD,
    name: reader.text("lineName") || (service?.name ?? "–"),
    description: reader.text("description") || (service?.description ?? ""),
    startOn,
    ...priceCells(reader, service, currency, catalogue.tenantCurrency),
    billBy: counted
      ? ({ by: "flexible-assets", rule: counted.rule, readingId: null } as const)
      : ({ by: "none", units: isCounted(reader) ? "0" : reader.text("units") } as const),
    rounding: reader.choice("rounding", ROUNDING, "none"),
    minimumUnits: reader.text("minimumUnits"),
    includedUnits: reader.text("includedUnits"),
    maximumUnits: reader.text("maximumUnits"),
    prorateIncreases: reader.choice("prorateIncreases", PRORATION, "daily"),
    prorateDecreases: reader.choice("prorateDecreases", PRORATION, "daily"),
    effectiveOn: startOn,
    priceEffectiveOn: null,
    reason,
  };
  const parsed = saveLineInput.safeParse(input);
  if (!parsed.success) noteIssues(reader, parsed.error, ([field]) => COLUMN_OF[String(field)] ?? null);
  if (parsed.success && currency !== null && !isRecordable(parsed.data, currency))
    reader.fault("units", "Units times price is more than can be recorded: correct one of them");
  if (!parsed.success || service === null || reader.faults.length > before) return null;
  return { input: parsed.data, ruleInWords: counted?.inWords ?? null, openings };
}

/** Amounts are kept as 64-bit minor units. */
function isRecordable({ billBy, unitPrice }: ParsedLineInput, currency: string): boolean {
  if (billBy.by !== "none") return true;
  return extendedPriceMinor(billBy.units, unitPrice, currency) < 2n ** 63n;
}

function isCounted(reader: RowReader): boolean {
  return reader.choice("billBy", BILL_BY, "none") === "flexible-assets";
}

function billBy(reader: RowReader, catalogue: Catalogue) {
  if (isCounted(reader)) {
    reader.blank(["units"], "flexible assets are counted, their units are never typed");
    return ruleCells(reader, catalogue);
  }
  const reason = "it is for Bill by Flexible assets, and this row bills by None";
  reader.blank(RULE_COLUMNS, reason);
  if (reader.choice("includeArchived", YES_NO, false)) reader.blank(["includeArchived"], reason);
  return null;
}

/** The catalogue's price is in the company's currency: a contract in another one has to name its own. */
function priceCells(
  reader: RowReader,
  service: CatalogueService | null,
  currency: string | null,
  tenantCurrency: string,
) {
  const isOwnCurrency = currency === null || currency === tenantCurrency;
  const typed = { unitPrice: reader.text("unitPrice"), unitCost: reader.text("unitCost") };
  if (typed.unitPrice === "" && !isOwnCurrency)
    reader.fault(
      "unitPrice",
      `Enter the unit price in ${currency}: the service's own price is in ${tenantCurrency}`,
    );
  return {
    unitPrice: typed.unitPrice || (service?.unitPrice ?? "0"),
    unitCost: typed.unitCost || (isOwnCurrency ? (service?.unitCost ?? null) : null),
  };
}

function openingCells(reader: RowReader) {
  const pairs = readPairs(reader.text("openingAmounts"));
  if (pairs) return pairs.map(({ name, value }) => ({ periodStartOn: name, amount: value }));
  const shown = reader.text("openingAmounts");
  reader.fault(
    "openingAmounts",
    `“${shown}” cannot be read; write the period's first day, = and the amount, such as 2026-05-17=100.00, and | between several`,
  );
  return [];
}

function serviceOf(reader: RowReader, { servicesByName }: Catalogue): CatalogueService | null {
  const typed = reader.text("service");
  const refuse = (message: string) => {
    reader.fault("service", message);
    return null;
  };
  if (typed === "") return refuse("Enter the service's name");
  const [found, ...others] = namedItems(servicesByName, typed);
  if (!found)
    return refuse(
      `There is no service “${typed}”${didYouMean(servicesByName, typed, ({ name }) => name) || "."} Services are added in Admin > Finance > Services`,
    );
  if (others.length > 0) return refuse(`${others.length + 1} services have this name: rename all but one`);
  if (!found.isActive) return refuse(`The service “${found.name}” is inactive: activate it first`);
  return found;
}
