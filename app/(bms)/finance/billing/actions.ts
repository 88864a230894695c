"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { adjustPeriod } from "@/lib/commands/billing/adjust-period";
import { listAdjustablePeriods } from "@/lib/commands/billing/list-adjustable-periods";
import { unpostCharges } from "@/lib/commands/billing/unpost-charges";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { generateInvoicesSchema, unpostChargesSchema } from "@/lib/inputs/billing";
import { adjustablePeriodsSchema, adjustPeriodSchema } from "@/lib/inputs/billing-review";

/** Generates one invoice per account and currency of the chosen charges; answers `{ invoices, leftOpen }`. */
export const generateInvoicesAction = authorizedAction("billing.invoice")
  .inputSchema(generateInvoicesSchema)
  .action(async ({ parsedInput, ctx }) => {
    const generated = await generateInvoices(ctx.command, parsedInput);
    refresh();
    return generated;
  });

/** Takes charges back into review, all or none; answers `{ unposted }`. */
export const unpostChargesAction = authorizedAction("billing.post")
  .inputSchema(unpostChargesSchema)
  .action(async ({ parsedInput, ctx }) => {
    const unposted = await unpostCharges(ctx.command, parsedInput);
    refresh();
    return unposted;
  });

/** Adds a manual charge or credit to a period of a service line; answers `{ amount, currency }`. */
export const adjustPeriodAction = authorizedAction("billing.post")
  .inputSchema(adjustPeriodSchema)
  .action(async ({ parsedInput, ctx }) => {
    const adjusted = await adjustPeriod(ctx.command, parsedInput);
    refresh();
    return adjusted;
  });

/** The periods of a service line that can be adjusted; answers `{ currency, periods }`, changes nothing. */
export const listAdjustablePeriodsAction = authorizedAction("billing.post")
  .inputSchema(adjustablePeriodsSchema)
  .action(async ({ parsedInput, ctx }) => listAdjustablePeriods(ctx.command, parsedInput));
