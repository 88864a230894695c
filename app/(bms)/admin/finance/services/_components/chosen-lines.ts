import type { ServiceLineRow } from "@/lib/queries/service-lines";
import type { bulkChangeLinesAction } from "../actions";

/** What "Change chosen lines" answers. */
export type BulkOutcome = NonNullable<Awaited<ReturnType<typeof bulkChangeLinesAction>>["data"]>;

/** A ticked line. With server paging a row of another page is known by its id alone, so the id carries all of this. */
export type ChosenLine = { lineId: string; version: number; currency: string };

export function chosenLineId({ id, version, currency }: ServiceLineRow): string {
  return `${id} ${version} ${currency}`;
}

export function chosenLine(rowId: string): ChosenLine {
  const [lineId = "", version, currency = ""] = rowId.split(" ");
  return { lineId, version: Number(version), currency };
}

export const linesInWords = (many: number) => (many === 1 ? "1 service line" : `${many} service lines`);
