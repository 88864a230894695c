"use server";

import { refresh } from "next/cache";
import { inngest } from "@/inngest/client";
import { accountSaved } from "@/inngest/events";
import { reportFailure } from "@/lib/actions/report-failure";
import { authorizedAction } from "@/lib/actions/safe-action";
import { addAccount } from "@/lib/commands/accounts/add-account";
import { addTaxRate } from "@/lib/commands/accounts/add-tax-rate";
import { createAccount } from "@/lib/commands/accounts/create-account";
import { saveAccount } from "@/lib/commands/accounts/save-account";
import { saveAccountDetails } from "@/lib/commands/accounts/save-account-details";
import { syncOrganizationsNow } from "@/lib/commands/organizations/sync-organizations-now";
import { addAccountInput, saveAccountDetailsInput } from "@/lib/inputs/account-details";
import { addTaxRateInput, createAccountInput, saveAccountInput } from "@/lib/inputs/accounts";

/** Brings IT Glue's organizations over as accounts; answers an `OrganizationSync`. */
export const syncOrganizationsAction = authorizedAction("organizations.sync").action(async ({ ctx }) => {
  const synced = await syncOrganizationsNow(ctx.command);
  refresh();
  return synced;
});

/** Saves how an account is invoiced; answers `{ version }`. */
export const saveAccountAction = authorizedAction("accounts.manage")
  .inputSchema(saveAccountInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await saveAccount(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** Adds a tax rate from a date after the last invoice on; answers `{ version }` of the account. */
export const addTaxRateAction = authorizedAction("accounts.manage")
  .inputSchema(addTaxRateInput)
  .action(async ({ parsedInput, ctx }) => {
    const added = await addTaxRate(ctx.command, parsedInput);
    refresh();
    return added;
  });

/**
 * Saves name, code, type, status and parent of an account; answers `{ version }` without waiting for IT Glue, which gets
 * them by a sync of its own.
 */
export const saveAccountDetailsAction = authorizedAction("accounts.manage")
  .inputSchema(saveAccountDetailsInput)
  .action(async ({ parsedInput, ctx: { command, session } }) => {
    const { isSyncDue, version } = await saveAccountDetails(command, parsedInput);
    if (isSyncDue) await tellAccountSaved(command.scope.tenantId, parsedInput.accountId, session.user.name);
    refresh();
    return { version };
  });

/** Makes an account by hand; answers `{ accountId, name }` without waiting for IT Glue. */
export const addAccountAction = authorizedAction("accounts.manage")
  .inputSchema(addAccountInput)
  .action(async ({ parsedInput, ctx: { command, session } }) => {
    const added = await addAccount(command, parsedInput);
    await tellAccountSaved(command.scope.tenantId, added.accountId, session.user.name);
    refresh();
    return added;
  });

/** Makes an account of an organization that no account has; answers `{ accountId, name }`. */
export const createAccountAction = authorizedAction("accounts.manage")
  .inputSchema(createAccountInput)
  .action(async ({ parsedInput, ctx }) => {
    const created = await createAccount(ctx.command, parsedInput);
    refresh();
    return created;
  });

/** By now the account is saved: a queue that takes no event must not say otherwise. The hourly sync comes anyway. */
async function tellAccountSaved(tenantId: string, accountId: string, requestedBy: string): Promise<void> {
  try {
    await inngest.send(accountSaved.create({ tenantId, accountId, requestedBy }));
  } catch (error) {
    reportFailure(error);
  }
}
