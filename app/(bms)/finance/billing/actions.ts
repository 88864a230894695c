"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { unpostCharges } from "@/lib/commands/billing/unpost-charges";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { generateInvoicesSchema, unpostChargesSchema } from "@/lib/inputs/billing";

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
