import { Select, Switch, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { SectionCard } from "@/app/_components/section-card";
import type { BillingSettingsFormValues } from "@/lib/inputs/billing-settings";
import classes from "./billing-settings.module.css";

const GROUPINGS = [
  { value: "account", label: "Account" },
  { value: "contract", label: "Contract" },
  { value: "consolidated", label: "Consolidated: parent account with its children" },
];

/** How charges become invoices, and what stands on each of them. */
export function InvoiceFields({ form }: { form: UseFormReturnType<BillingSettingsFormValues> }) {
  return (
    <SectionCard title="Invoices">
      <div className={classes.fields}>
        <Select
          id="groupInvoicesBy"
          label="One invoice for each"
          description="Each currency has invoices of its own; a person can choose otherwise when generating"
          data={GROUPINGS}
          allowDeselect={false}
          {...form.getInputProps("groupInvoicesBy")}
        />
        <Switch
          id="hasAppendix"
          label="Append receipts and changes"
          description="Names of the counted assets, never of restricted ones, and what changed since the last invoice."
          {...form.getInputProps("hasAppendix", { type: "checkbox" })}
        />
        <div className={classes.pair}>
          <TextInput
            id="invoiceNumberPrefix"
            label="Invoice number prefix"
            description="INV- makes INV-1042; blank: the number alone"
            autoComplete="off"
            {...form.getInputProps("invoiceNumberPrefix")}
          />
          <TextInput
            id="creditNoteNumberPrefix"
            label="Credit note number prefix"
            description="Credit notes have a sequence of their own"
            autoComplete="off"
            {...form.getInputProps("creditNoteNumberPrefix")}
          />
        </div>
        <Textarea
          id="companyAddress"
          label="Your address"
          autosize
          minRows={3}
          {...form.getInputProps("companyAddress")}
        />
        <TextInput
          id="companyTaxNumber"
          label="Your tax number"
          autoComplete="off"
          {...form.getInputProps("companyTaxNumber")}
        />
        <Textarea
          id="invoiceFooter"
          label="Footer"
          description="Bank details, terms, thanks: it ends every invoice"
          autosize
          minRows={2}
          {...form.getInputProps("invoiceFooter")}
        />
      </div>
    </SectionCard>
  );
}
