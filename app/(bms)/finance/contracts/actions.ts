"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { activateContract } from "@/lib/commands/contracts/activate-contract";
import { changeCycle } from "@/lib/commands/contracts/change-cycle";
import { cloneContract } from "@/lib/commands/contracts/clone-contract";
import { createContract } from "@/lib/commands/contracts/create-contract";
import { deactivateContract } from "@/lib/commands/contracts/deactivate-contract";
import { editContract } from "@/lib/commands/contracts/edit-contract";
import { saveOpeningAmounts } from "@/lib/commands/contracts/save-opening-amounts";
import { changeCycleInput } from "@/lib/inputs/contract-cycle";
import {
  activateContractInput,
  cloneContractInput,
  createContractInput,
  deactivateContractInput,
  editContractInput,
  saveOpeningAmountsInput,
} from "@/lib/inputs/contracts";

/** Makes a contract; answers `{ contractId, contractNumber }`. */
export const createContractAction = authorizedAction("contracts.manage")
  .inputSchema(createContractInput)
  .action(async ({ parsedInput, ctx }) => createContract(ctx.command, parsedInput));

/** Changes a contract; answers `{ version }`. */
export const editContractAction = authorizedAction("contracts.manage")
  .inputSchema(editContractInput)
  .action(async ({ parsedInput, ctx }) => editContract(ctx.command, parsedInput));

/** Gives a contract another billing cycle from a day on; answers `{ version }`. */
export const changeCycleAction = authorizedAction("contracts.manage")
  .inputSchema(changeCycleInput)
  .action(async ({ parsedInput, ctx }) => changeCycle(ctx.command, parsedInput));

/** Ends a contract with its last billed day; answers `{ version }`. */
export const deactivateContractAction = authorizedAction("contracts.manage")
  .inputSchema(deactivateContractInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await deactivateContract(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** Brings an inactive contract back; answers `{ version }`. */
export const activateContractAction = authorizedAction("contracts.manage")
  .inputSchema(activateContractInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await activateContract(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** Sets what the previous system billed for a line's periods; answers the line's `{ version }`. */
export const saveOpeningAmountsAction = authorizedAction("contracts.manage")
  .inputSchema(saveOpeningAmountsInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await saveOpeningAmounts(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** Makes a contract with the terms, lines and today's prices of another; answers `{ contractId, contractNumber }`. */
export const cloneContractAction = authorizedAction("contracts.manage")
  .inputSchema(cloneContractInput)
  .action(async ({ parsedInput, ctx }) => cloneContract(ctx.command, parsedInput));
