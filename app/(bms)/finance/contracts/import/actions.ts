"use server";

import { authorizedAction } from "@/lib/actions/safe-action";
import { planImport } from "@/lib/commands/import/plan-import";
import { runImport } from "@/lib/commands/import/run-import";
import { planImportInput, runImportInput } from "@/lib/inputs/import/import-contracts";

/** The dry run of an import file; answers the `ImportPlan`, and writes nothing. */
export const planImportAction = authorizedAction("contracts.manage")
  .inputSchema(planImportInput)
  .action(async ({ parsedInput, ctx }) => planImport(ctx.command, parsedInput));

/** Imports the file of an approved dry run, all of it or nothing; answers the `ImportOutcome`. */
export const runImportAction = authorizedAction("contracts.manage")
  .inputSchema(runImportInput)
  .action(async ({ parsedInput, ctx }) => runImport(ctx.command, parsedInput));
