"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { comparePolicies } from "@/lib/commands/billing/compare-policies";
import { endLine } from "@/lib/commands/contract-lines/end-line";
import { refreshAssetTypes } from "@/lib/commands/contract-lines/refresh-asset-types";
import { saveLine } from "@/lib/commands/contract-lines/save-line";
import { saveLineTolerance } from "@/lib/commands/nightly-changes/save-line-tolerance";
import { backtestRule } from "@/lib/commands/readings/backtest-rule";
import { updateUnits } from "@/lib/commands/readings/update-units";
import { setOverride } from "@/lib/commands/unit-overrides/set-override";
import { withdrawOverride } from "@/lib/commands/unit-overrides/withdraw-override";
import {
  backtestRuleInput,
  comparePoliciesInput,
  endLineInput,
  saveLineInput,
  updateUnitsInput,
} from "@/lib/inputs/contract-lines";
import { filterValuesInput, tableColumnsInput } from "@/lib/inputs/filter-values";
import { saveLineToleranceInput } from "@/lib/inputs/nightly-changes";
import { setOverrideInput, withdrawOverrideInput } from "@/lib/inputs/unit-overrides";
import { filterValues } from "@/lib/queries/filter-values";
import { tableColumnsOf } from "@/lib/queries/table-columns";

/** Asks IT Glue now what a rule counts; answers the stored reading with its evidence. Units change with the save alone. */
export const updateUnitsAction = authorizedAction("units.update")
  .inputSchema(updateUnitsInput)
  .action(async ({ parsedInput, ctx }) => updateUnits(ctx.command, parsedInput));

/** Saves a service line; answers `{ lineId, version, units, priceEffectiveOn }`. */
export const saveLineAction = authorizedAction("contracts.manage")
  .inputSchema(saveLineInput)
  .action(async ({ parsedInput, ctx }) => saveLine(ctx.command, parsedInput));

/** Sets or takes back the last billed day of a line; answers `{ version }`. */
export const endLineAction = authorizedAction("contracts.manage")
  .inputSchema(endLineInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await endLine(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** Reads asset types and their fields from IT Glue anew; the form then shows them. Answers `{ types }`. */
export const refreshAssetTypesAction = authorizedAction("units.update").action(async ({ ctx }) => {
  const read = await refreshAssetTypes(ctx.command);
  refresh();
  return read;
});

/** Values that a field has in the assets last read, with what they count for in the account: suggestions for a filter. */
export const filterValuesAction = authorizedAction("view")
  .inputSchema(filterValuesInput)
  .action(async ({ parsedInput, ctx }) => filterValues(ctx.command.scope, parsedInput));

/** Columns of the tables that a Textbox holds in the assets last read, with the texts in each: suggestions for a rule. */
export const tableColumnsAction = authorizedAction("view")
  .inputSchema(tableColumnsInput)
  .action(async ({ parsedInput, ctx }) => tableColumnsOf(ctx.command.scope, parsedInput));

/** Sets other units than counted ones for some days; answers `{ overrideId, version }`. */
export const setOverrideAction = authorizedAction("contracts.manage")
  .inputSchema(setOverrideInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await setOverride(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** Gives a line limits of its own for what a night may change, or takes them back. */
export const saveLineToleranceAction = authorizedAction("contracts.manage")
  .inputSchema(saveLineToleranceInput)
  .action(async ({ parsedInput, ctx }) => {
    await saveLineTolerance(ctx.command, parsedInput);
    refresh();
  });

/** Takes set units back; answers `{ version }`. */
export const withdrawOverrideAction = authorizedAction("contracts.manage")
  .inputSchema(withdrawOverrideInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await withdrawOverride(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** What a period comes to under each way to bill changes; answers `{ currency, period }`. */
export const comparePoliciesAction = authorizedAction("view")
  .inputSchema(comparePoliciesInput)
  .action(async ({ parsedInput, ctx }) => comparePolicies(ctx.command, parsedInput));

/** What a rule would have counted and billed in the last twelve periods; answers `{ currency, reachOn, periods }`. */
export const backtestRuleAction = authorizedAction("units.update")
  .inputSchema(backtestRuleInput)
  .action(async ({ parsedInput, ctx }) => backtestRule(ctx.command, parsedInput));
