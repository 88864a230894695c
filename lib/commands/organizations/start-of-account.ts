import type { AccountDefaults } from "@/db/schema/it-glue";

/** What a new account starts with, beside the fields of its organization: the defaults of IT Glue Settings. */
export function startOfAccount({ currency, paymentTermDays, taxRatePercent }: AccountDefaults) {
  return {
    ...(currency !== undefined && { currency }),
    ...(paymentTermDays !== undefined && { paymentTermDays }),
    ...(taxRatePercent !== undefined && { taxRatePercent }),
  };
}
