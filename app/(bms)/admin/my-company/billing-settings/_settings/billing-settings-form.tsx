"use client";

import { SettingsForm } from "@/app/_components/settings-form";
import { type BillingSettingsFormValues, billingSettingsFormInput } from "@/lib/inputs/billing-settings";
import type { BillingSettingsScreen } from "@/lib/queries/billing-settings";
import { saveBillingSettingsAction } from "../actions";
import classes from "./billing-settings.module.css";
import { InvoiceFields } from "./invoice-fields";
import { PostingFields } from "./posting-fields";

function valuesOf(settings: BillingSettingsScreen): BillingSettingsFormValues {
  const { version: _own, exportNames: _elsewhere, staleAfterDays, ...values } = settings;
  return { ...values, staleAfterDays: String(staleAfterDays) };
}

function savedInWords({ reprojectedLines }: { reprojectedLines: number }): string {
  if (reprojectedLines === 0) return "Billing Settings saved.";
  const lines = reprojectedLines === 1 ? "1 service line" : `${reprojectedLines} service lines`;
  return `Billing Settings saved. Billing Review was brought up to date for ${lines}.`;
}

/** All settings of billing in one form. */
export function BillingSettingsForm({ settings }: { settings: BillingSettingsScreen }) {
  return (
    <SettingsForm
      className={classes.form}
      version={settings.version}
      values={valuesOf(settings)}
      schema={billingSettingsFormInput}
      action={saveBillingSettingsAction}
      savedInWords={savedInWords}
    >
      {(form) => (
        <>
          <PostingFields form={form} />
          <InvoiceFields form={form} />
        </>
      )}
    </SettingsForm>
  );
}
