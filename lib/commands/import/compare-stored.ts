import { and, asc, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { openingAmount } from "@/db/schema/billing";
import { formatAmount } from "@/lib/domain/billing/money";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { type ContractFields, columnOfContract } from "@/lib/inputs/import/contract-cells";
import type { ColumnKey } from "@/lib/inputs/import/import-columns";
import type { LineFields } from "@/lib/inputs/import/line-cells";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { storedFacts } from "../contract-lines/line-facts";
import { contractFacts } from "../contracts/contract-facts";
import type { Opening } from "../contracts/save-opening-amounts";
import type { ContractRow } from "../contracts/take-contract";
import type { CellFault } from "./refused-cells";

type Facts = Record<string, unknown>;

/** The cells in which two descriptions of one contract differ; how its name is written does not matter. */
export function differentFacts(
  a: ContractFields | ContractRow,
  b: ContractFields | ContractRow,
): { column: ColumnKey | null; shown: string }[] {
  const [one, other]: Facts[] = [contractFacts(a), contractFacts(b)];
  return Object.keys(one!)
    .filter((field) => field !== "name" && one![field] !== other![field])
    .map((field) => ({ column: columnOfContract(field), shown: shownFact(field, one![field]) }));
}

function shownFact(field: string, value: unknown): string {
  if (field === "alignment") return value === "calendar" ? "Yes" : "No";
  return value === null || value === "" ? "nothing" : `“${value}”`;
}

const COLUMN_OF: Record<string, ColumnKey> = {
  description: "description",
  startOn: "lineStartOn",
  billBy: "billBy",
  countRule: "assetType",
  units: "units",
  unitPrice: "unitPrice",
  unitCost: "unitCost",
  rounding: "rounding",
  minimumUnits: "minimumUnits",
  includedUnits: "includedUnits",
  maximumUnits: "maximumUnits",
  prorateIncreases: "prorateIncreases",
  prorateDecreases: "prorateDecreases",
  openingAmounts: "openingAmounts",
};

/**
 * Where a row differs from the service line that is there already; none: it is the same line, imported before. An import
 * never changes what exists.
 */
export async function differencesOfLine(
  db: Db,
  ctx: CommandContext,
  lineId: string,
  { line, openings }: { line: LineFields; openings: readonly Opening[] },
): Promise<CellFault[]> {
  const current = await currentLine(db, ctx, lineId);
  const { input } = line;
  const stored: Facts = {
    ...storedFacts(current, input.startOn),
    countRule: current.terms.countRule,
    openingAmounts: await storedOpenings(db, ctx, lineId),
  };
  const wanted: Facts = {
    ...input,
    billBy: input.billBy.by,
    countRule: input.billBy.by === "flexible-assets" ? input.billBy.rule : null,
    // Units that are counted are no part of the file.
    units: input.billBy.by === "none" ? input.billBy.units : stored.units,
    openingAmounts: openings
      .map(({ startOn, amountMinor }) => `${startOn}=${formatAmount(amountMinor, current.contract.currency)}`)
      .join("|"),
  };
  const where = `Contract ${current.contract.contractNumber} has this service line already`;
  return Object.entries(COLUMN_OF)
    .filter(([field]) => canonicalJson(stored[field] ?? null) !== canonicalJson(wanted[field] ?? null))
    .map(([field, column]) => ({
      column,
      message: `${where}, with ${field === "countRule" ? (current.terms.ruleInWords ?? "nothing to count") : shownFact(field, stored[field] ?? null)} here. An import changes no line that exists: change it on its own page, or leave this row out`,
    }));
}

async function storedOpenings(db: Db, ctx: CommandContext, lineId: string): Promise<string> {
  const rows = await db
    .select()
    .from(openingAmount)
    .where(and(eq(openingAmount.tenantId, ctx.scope.tenantId), eq(openingAmount.lineId, lineId)))
    .orderBy(asc(openingAmount.periodStartOn));
  return rows
    .map(
      ({ periodStartOn, amountMinor, currency }) => `${periodStartOn}=${formatAmount(amountMinor, currency)}`,
    )
    .join("|");
}
