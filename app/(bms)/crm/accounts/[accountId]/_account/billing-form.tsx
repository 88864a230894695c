"use client";

import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { KeyValue } from "@/app/_components/key-value";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { CURRENCIES } from "@/lib/domain/billing/money";
import { type AccountFormValues, accountFormInput } from "@/lib/inputs/accounts";
import type { AccountPage } from "@/lib/queries/accounts/account-page";
import { saveAccountAction } from "../../actions";
import classes from "./account.module.css";

type BillingFormProps = { account: AccountPage; mayManage: boolean; companyCurrency: string };

const valuesOf = (account: AccountPage): AccountFormValues => ({
  billingName: account.billingName ?? "",
  billingAddress: account.billingAddress ?? "",
  currency: account.currency ?? "",
  taxRatePercent: account.taxRatePercent ?? "",
  paymentTermDays: String(account.paymentTermDays),
  invoiceEmails: account.invoiceEmails.join("\n"),
  routesInvoiceToParent: account.routesInvoiceToParent,
});

const DESCRIPTION = "What invoices say; no sync touches it";

/** How the account is invoiced; who may not change it reads the same facts. */
export function BillingForm(props: BillingFormProps) {
  return props.mayManage ? <EditableBilling {...props} /> : <ReadOnlyBilling {...props} />;
}

function EditableBilling({ account, companyCurrency }: BillingFormProps) {
  const form = useForm<AccountFormValues>({
    initialValues: valuesOf(account),
    validate: schemaResolver(accountFormInput, { sync: true }),
  });
  const save = useAppAction(saveAccountAction, {
    onSuccess: () => {
      form.resetDirty();
      notifications.show({ color: "green", message: "Billing details saved." });
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const isConflict = save.error?.code === "changed-meanwhile";
  return (
    <SectionCard title="Billing details" description={DESCRIPTION}>
      <form
        noValidate
        className={classes.form}
        onSubmit={form.onSubmit(
          (values) => save.execute({ ...values, accountId: account.id, version: account.version }),
          (faults) => form.getInputNode(Object.keys(faults)[0] ?? "")?.focus(),
        )}
      >
        {save.error && (isConflict || save.faults.length === 0) ? (
          <ActionErrorAlert error={save.error} />
        ) : (
          <FormErrorSummary faults={save.faults} />
        )}
        <TextInput
          id="billingName"
          label="Billing name"
          placeholder={account.name}
          description="Blank: the account name"
          autoComplete="off"
          {...form.getInputProps("billingName")}
        />
        <Textarea
          id="billingAddress"
          label="Billing address"
          autosize
          minRows={3}
          {...form.getInputProps("billingAddress")}
        />
        <Select
          id="currency"
          label="Currency"
          description="For new contracts; existing ones keep theirs"
          data={[...CURRENCIES]}
          placeholder={`${companyCurrency}, as your company`}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Use the company's currency" }}
          nothingFoundMessage="No such currency"
          {...form.getInputProps("currency")}
          value={form.values.currency || null}
          onChange={(code) => form.setFieldValue("currency", code ?? "")}
        />
        <div className={classes.pair}>
          <TextInput
            id="taxRatePercent"
            label="Tax rate (%)"
            description="Before any dated rate; blank: no tax"
            inputMode="decimal"
            {...form.getInputProps("taxRatePercent")}
            value={form.values.taxRatePercent ?? ""}
          />
          <TextInput
            id="paymentTermDays"
            label="Payment terms (days)"
            description="From the invoice date"
            inputMode="numeric"
            {...form.getInputProps("paymentTermDays")}
          />
        </div>
        <Textarea
          id="invoiceEmails"
          label="Invoice e-mails"
          description="Who is sent its invoices; separated by commas or line ends"
          placeholder="name@example.com"
          autosize
          minRows={2}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("invoiceEmails")}
        />
        <Checkbox
          id="routesInvoiceToParent"
          label="Invoice to the parent account"
          description={
            account.hasParent
              ? "Consolidated invoices bill its charges to the parent account"
              : "Takes effect once this account has a parent account"
          }
          {...form.getInputProps("routesInvoiceToParent", { type: "checkbox" })}
        />
        <div>
          <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
            Save
          </SubmitButton>
        </div>
      </form>
    </SectionCard>
  );
}

function ReadOnlyBilling({ account, companyCurrency }: BillingFormProps) {
  return (
    <SectionCard title="Billing details" description={DESCRIPTION}>
      <KeyValue
        entries={[
          { label: "Billing name", value: account.billingName ?? account.name },
          {
            label: "Billing address",
            value: <span style={{ whiteSpace: "pre-line" }}>{account.billingAddress ?? "None"}</span>,
          },
          { label: "Currency", value: account.currency ?? `${companyCurrency}, as your company` },
          { label: "Tax rate", value: account.taxRatePercent ? `${account.taxRatePercent} %` : "None" },
          { label: "Payment terms", value: `${account.paymentTermDays} days` },
          { label: "Invoice e-mails", value: account.invoiceEmails.join(", ") || "None" },
          { label: "Invoice to the parent account", value: account.routesInvoiceToParent ? "Yes" : "No" },
        ]}
      />
    </SectionCard>
  );
}
