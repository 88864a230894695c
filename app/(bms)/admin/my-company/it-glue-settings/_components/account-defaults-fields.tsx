"use client";

import { Select, TextInput } from "@mantine/core";
import { CURRENCIES } from "@/lib/domain/billing/money";
import type { SettingsFormApi } from "./form-values";
import classes from "./it-glue-settings.module.css";

type AccountDefaultsFieldsProps = { form: SettingsFormApi; companyCurrency: string };

/** How accounts made by the sync are invoiced until somebody changes it on the account; existing ones keep theirs. */
export function AccountDefaultsFields({ form, companyCurrency }: AccountDefaultsFieldsProps) {
  const { currency, taxRatePercent } = form.values.accountDefaults;
  return (
    <div className={classes.defaults}>
      <Select
        id="accountDefaults.currency"
        label="Currency"
        description="Of their contracts"
        data={[...CURRENCIES]}
        placeholder={`${companyCurrency}, as your company`}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Use the company's currency" }}
        nothingFoundMessage="No such currency"
        {...form.getInputProps("accountDefaults.currency")}
        value={currency || null}
        onChange={(code) => form.setFieldValue("accountDefaults.currency", code ?? "")}
      />
      <TextInput
        id="accountDefaults.paymentTermDays"
        label="Payment terms (days)"
        description="From the invoice date"
        inputMode="numeric"
        {...form.getInputProps("accountDefaults.paymentTermDays")}
      />
      <TextInput
        id="accountDefaults.taxRatePercent"
        label="Tax rate (%)"
        description="Blank: no tax"
        inputMode="decimal"
        {...form.getInputProps("accountDefaults.taxRatePercent")}
        value={taxRatePercent ?? ""}
      />
    </div>
  );
}
