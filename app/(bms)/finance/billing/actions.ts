"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { adjustPeriod } from "@/lib/commands/billing/adjust-period";
import { listAdjustablePeriods } from "@/lib/commands/billing/list-adjustable-periods";
import { unpostCharges } from "@/lib/commands/billing/unpost-charges";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { previewInvoices } from "@/lib/commands/invoices/preview-invoices";
import { generatePreviewedSchema, previewInvoicesSchema, unpostChargesSchema } from "@/lib/inputs/billing";
import { adjustablePeriodsSchema, adjustPeriodSchema } from "@/lib/inputs/billing-review";

/** What Generate would make of the chosen charges, numbers and totals, under the digest it then asks for. */
export const previewInvoicesAction = authorizedAction("billing.invoice")
  .inputSchema(previewInvoicesSchema)
  .action(({ parsedInput, ctx }) => previewInvoices(ctx.command, parsedInput));

/** Generates exactly the invoices of a preview; answers `{ invoices, leftOpen }`. */
export const generateInvoicesAction = authorizedAction("billing.invoice")
  .inputSchema(generatePreviewedSchema)
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
