import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { authorize } from "@/lib/auth/policy";
import { type RunImportInput, runImportInput } from "@/lib/inputs/import/import-contracts";
import type { ImportedContract, ImportOutcome } from "@/lib/inputs/import/import-plan";
import type { LineFields } from "@/lib/inputs/import/line-cells";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { createLine } from "../contract-lines/save-line";
import { insertContract } from "../contracts/create-contract";
import { writeOpeningAmounts } from "../contracts/save-opening-amounts";
import type { ContractRow } from "../contracts/take-contract";
import { checkFile, planFile } from "./plan-import";
import type { PlannedContract } from "./plan-rows";
import { readCatalogue } from "./read-catalogue";
import { refusedInRow } from "./refused-cells";

/**
 * Writes all rows of an import or none. The file is planned anew in the transaction that writes it, with its accounts held:
 * where that plan is not the approved one, has faults or has nothing new, nothing is written and the plan is answered.
 * Lines that count flexible assets have no units yet and bill nothing before their first count.
 */
export async function runImport(ctx: CommandContext, input: RunImportInput): Promise<ImportOutcome> {
  authorize(ctx, "contracts.manage");
  const { text, fileName, planHash } = runImportInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const { accountIds } = checkFile({ text, fileName }, await readCatalogue(db, ctx));
    // A second import of the same file waits here, and then finds what this one has made.
    await lockAccounts(db, ctx, accountIds);
    const file = checkFile({ text, fileName }, await readCatalogue(db, ctx));
    const { plan, contracts } = await planFile(db, ctx, file);
    if (plan.hash !== planHash) return { outcome: "changed", plan };
    if (plan.faults.length > 0 || plan.counts.faultyRows > 0) return { outcome: "faulty", plan };
    if (plan.counts.lines === 0) return { outcome: "nothing-new", plan };

    const names = new Map(file.rows.map(({ accountId, names: { account } }) => [accountId, account]));
    const written: ImportedContract[] = [];
    for (const planned of contracts) {
      const contract = await writeContract(db, ctx, planned);
      for (const { row, line } of planned.lines) await writeLine(db, ctx, contract, row, line);
      written.push({
        contractId: contract.id,
        contractNumber: contract.contractNumber,
        name: contract.name,
        accountName: names.get(contract.accountId) ?? "",
        lines: planned.lines.length,
        isNew: planned.stored === null,
      });
    }
    const { lines, uncounted } = plan.counts;
    await recordAudit(db, ctx, {
      action: "contract-import.completed",
      subject: { kind: "contract-import", id: plan.hash },
      changes: {
        fileName: { from: null, to: fileName || "pasted rows" },
        contracts: { from: null, to: plan.counts.contracts },
        lines: { from: null, to: lines },
      },
    });
    return { outcome: "imported", contracts: written, lines, uncounted };
  });
}

async function writeContract(
  db: Db,
  ctx: CommandContext,
  { contract, stored, lines, firstRow }: PlannedContract,
): Promise<ContractRow> {
  if (stored) return stored;
  try {
    return await insertContract(db, ctx, { ...contract, reason: lines[0]?.line.input.reason });
  } catch (error) {
    throw refusedInRow(firstRow, error);
  }
}

async function writeLine(
  db: Db,
  ctx: CommandContext,
  contract: ContractRow,
  row: number,
  { input, openings }: LineFields,
): Promise<void> {
  try {
    const wanted = { ...input, contractId: contract.id };
    const { lineId } = await createLine(db, ctx, contract, wanted, { isCountedLater: true });
    if (openings.length === 0) return;
    const { line } = await currentLine(db, ctx, lineId);
    await writeOpeningAmounts(db, ctx, { line, contract, amounts: openings, fromVersion: line.version });
  } catch (error) {
    throw refusedInRow(row, error);
  }
}
