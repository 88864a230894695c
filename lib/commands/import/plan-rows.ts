import type { Db } from "@/db/database";
import { openingPeriods } from "@/lib/domain/billing/opening-periods";
import { foldText } from "@/lib/domain/counting/trait-value";
import { type CheckedRow, faultIn } from "@/lib/inputs/import/check-row";
import { type ContractFields, columnOfContract } from "@/lib/inputs/import/contract-cells";
import type { ImportFault } from "@/lib/inputs/import/import-plan";
import type { LineFields } from "@/lib/inputs/import/line-cells";
import type { CommandContext } from "../context";
import { requireSoundStart } from "../contract-lines/line-start";
import { requireGoLive } from "../contracts/go-live";
import { type Opening, wantedOpenings } from "../contracts/save-opening-amounts";
import type { ContractRow } from "../contracts/take-contract";
import { differencesOfLine, differentFacts } from "./compare-stored";
import { type CellFault, refusedCells } from "./refused-cells";
import type { StoredRecords } from "./stored-records";

/** One contract of the file: to be made, or there already. */
export type PlannedContract = {
  firstRow: number;
  contract: ContractFields;
  stored: ContractRow | null;
  /** Lines to be made, in the file's order. */
  lines: { row: number; line: LineFields }[];
};

export type PlannedRows = {
  contracts: PlannedContract[];
  faults: ImportFault[];
  /** Rows whose line is there already, as the file has it. */
  alreadyThere: ReadonlySet<number>;
};

/**
 * What rows mean beside each other and beside what is stored: one contract for all rows that name it, no line twice, and
 * every rule that the contract form, the line form and the opening amounts have. Reads only.
 */
export async function planRows(
  db: Db,
  ctx: CommandContext,
  rows: readonly CheckedRow[],
  stored: StoredRecords,
): Promise<PlannedRows> {
  const contracts = new Map<string, PlannedContract>();
  const rowOfLine = new Map<string, number>();
  const alreadyThere = new Set<number>();
  const faults: ImportFault[] = [];
  for (const { row, contract, line, faults: own } of rows) {
    const found: CellFault[] = [];
    if (contract) {
      const key = JSON.stringify([contract.accountId, foldText(contract.name)]);
      const known = contracts.get(key);
      const planned = known ?? { firstRow: row, contract, stored: null, lines: [] };
      if (known) found.push(...unlikeFirst(contract, known));
      else contracts.set(key, planned);
      found.push(...(await contractFaults(ctx, contract, planned, stored)));
      if (line) {
        const checked = await checkLine(db, ctx, planned.stored ?? contract, line);
        found.push(...checked.faults);
        const lineKey = JSON.stringify([key, line.input.serviceId, foldText(line.input.name)]);
        const twin = rowOfLine.get(lineKey);
        if (twin !== undefined) found.push({ column: "service", message: sameAs(twin) });
        else rowOfLine.set(lineKey, row);
        const existing = storedLine(planned.stored, line, stored);
        if (existing && twin === undefined && checked.faults.length === 0) {
          const differences = await differencesOfLine(db, ctx, existing.id, {
            line,
            openings: checked.openings,
          });
          found.push(...differences);
          if (differences.length === 0) alreadyThere.add(row);
        } else planned.lines.push({ row, line });
      }
    }
    faults.push(...own, ...found.map(({ column, message }) => faultIn(row, column, message)));
  }
  return { contracts: [...contracts.values()], faults, alreadyThere };
}

function unlikeFirst(contract: ContractFields, { firstRow, contract: first }: PlannedContract): CellFault[] {
  return differentFacts(first, contract).map(({ column, shown }) => ({
    column,
    message: `Row ${firstRow} has ${shown} here for the same contract: all rows of a contract say the same`,
  }));
}

/** Faults of the contract itself; finds the stored one of its account and name. */
async function contractFaults(
  ctx: CommandContext,
  contract: ContractFields,
  planned: PlannedContract,
  { contracts }: StoredRecords,
): Promise<CellFault[]> {
  const [match, ...others] = contracts.filter(
    ({ accountId, name }) => accountId === contract.accountId && foldText(name) === foldText(contract.name),
  );
  if (!match) return refusedCells(() => requireGoLive(ctx, contract), columnOfContract);
  const refuse = (message: string): CellFault[] => [{ column: "contractName", message }];
  if (others.length > 0) {
    const numbers = [match, ...others].map(({ contractNumber }) => contractNumber).join(", ");
    return refuse(
      `This account has several contracts of this name (${numbers}): give the new one another name`,
    );
  }
  if (match.status !== "active")
    return refuse(
      `Contract ${match.contractNumber} of this name is inactive: activate it, or use another name`,
    );
  planned.stored = match;
  return differentFacts(match, contract).map(({ column, shown }) => ({
    column,
    message: `Contract ${match.contractNumber} of this name has ${shown} here. An import changes no contract that exists: correct the file, or give the contract another name`,
  }));
}

async function checkLine(
  db: Db,
  ctx: CommandContext,
  contract: ContractFields | ContractRow,
  line: LineFields,
): Promise<{ faults: CellFault[]; openings: Opening[] }> {
  const { startOn } = line.input;
  const faults = await refusedCells(
    () => requireSoundStart(db, ctx, contract, null, startOn),
    () => "lineStartOn",
  );
  let openings: Opening[] = [];
  const periods = openingPeriods(contract, { startOn, endOn: null });
  const refused = await refusedCells(
    () => {
      openings = wantedOpenings(line.openings, periods, contract.currency);
    },
    () => "openingAmounts",
  );
  const known = periods.map((period) => period.startOn);
  const places =
    known.length > 0
      ? `its periods that were billed elsewhere begin on ${known.join(", ")}`
      : "this line has no period that was billed elsewhere";
  faults.push(
    ...refused.map(({ column, message }) => ({
      column,
      message: `${message.replace(/; reload the page$/, "")}; ${places}`,
    })),
  );
  return { faults, openings };
}

function sameAs(row: number): string {
  return `Row ${row} has the same service line: remove one of them, or give them different names`;
}

/** A line of the same service and name that has not ended before this one starts: to make it again would bill it twice. */
function storedLine(contract: ContractRow | null, { input }: LineFields, { lines }: StoredRecords) {
  if (contract === null) return undefined;
  return lines.find(
    ({ contractId, serviceId, name, endOn }) =>
      contractId === contract.id &&
      serviceId === input.serviceId &&
      foldText(name) === foldText(input.name) &&
      (endOn === null || endOn >= input.startOn),
  );
}
