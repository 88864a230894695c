import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import { type CurrentLine, segmentOn } from "./current-line";

/** What the audit notes of a service line, in the order of its form. */
export type LineFacts = {
  serviceId: string;
  name: string;
  description: string;
  startOn: string;
  billBy: string;
  countRule: string | null;
  units: string | null;
  unitPrice: string | null;
  unitCost: string | null;
  rounding: string;
  minimumUnits: string | null;
  includedUnits: string | null;
  maximumUnits: string | null;
  prorateIncreases: string;
  prorateDecreases: string;
};

/** The price agreed furthest ahead: what the form shows, and what a save compares with. */
export function latestPrice({
  priceSegments,
}: CurrentLine): CurrentLine["priceSegments"][number] | undefined {
  return segmentOn(priceSegments, "9999-12-31");
}

/** A stored line as it stands on a day. */
export function storedFacts(current: CurrentLine, on: string): LineFacts {
  const { line, terms, unitSegments } = current;
  const price = latestPrice(current);
  return {
    serviceId: line.serviceId,
    name: line.name,
    description: line.description,
    startOn: line.startOn,
    billBy: terms.billBy,
    countRule: terms.ruleInWords,
    units: segmentOn(unitSegments, on)?.units ?? null,
    unitPrice: price?.unitPrice ?? null,
    unitCost: price?.unitCost ?? null,
    ...termsFacts(terms),
  };
}

type Terms = Pick<
  ParsedLineInput,
  "rounding" | "minimumUnits" | "includedUnits" | "maximumUnits" | "prorateIncreases" | "prorateDecreases"
>;

/** The terms between count and bill, comparable with those of another version. */
export function termsFacts(terms: Terms) {
  return {
    rounding: terms.rounding,
    minimumUnits: terms.minimumUnits,
    includedUnits: terms.includedUnits,
    maximumUnits: terms.maximumUnits,
    prorateIncreases: terms.prorateIncreases,
    prorateDecreases: terms.prorateDecreases,
  };
}
