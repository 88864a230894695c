"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { generateInvoicesSchema } from "@/lib/inputs/billing";

/** Generates one invoice per account and currency of the chosen charges; answers `{ invoices, leftOpen }`. */
export const generateInvoicesAction = authorizedAction("billing.invoice")
  .inputSchema(generateInvoicesSchema)
  .action(async ({ parsedInput, ctx }) => {
    const generated = await generateInvoices(ctx.command, parsedInput);
    refresh();
    return generated;
  });
