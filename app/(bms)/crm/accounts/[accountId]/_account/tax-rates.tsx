"use client";

import { TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { DateField } from "@/app/_components/date-field";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { type TaxRateFormValues, taxRateFormInput } from "@/lib/inputs/accounts";
import type { AccountPage } from "@/lib/queries/accounts/account-page";
import { addTaxRateAction } from "../../actions";
import classes from "./account.module.css";

type TaxRatesProps = { account: AccountPage; mayManage: boolean };

const inPercent = (rate: string | null) => (rate === null ? "No tax" : `${rate} %`);

/** Tax rates by invoice date: one can be added after the last invoice, none is ever changed. */
export function TaxRates({ account, mayManage }: TaxRatesProps) {
  const rows = [
    ...account.taxRates.map(({ id, effectiveOn, ratePercent, recordedBy }) => ({
      key: id,
      cells: { from: <CalendarDate on={effectiveOn} />, rate: inPercent(ratePercent), by: recordedBy },
    })),
    {
      key: "first",
      cells: {
        from: account.taxRates.length === 0 ? "Always" : "Before that",
        rate: inPercent(account.taxRatePercent),
        by: "Billing details",
      },
    },
  ];
  return (
    <SectionCard title="Tax rates" description="By invoice date. Credits keep the rate of what they correct.">
      <PlainTable
        caption="Tax rates of this account"
        columns={[
          { key: "from", header: "From", noWrap: true },
          { key: "rate", header: "Rate", align: "end", noWrap: true },
          { key: "by", header: "Set by" },
        ]}
        rows={rows}
      />
      {mayManage && <AddTaxRate account={account} />}
    </SectionCard>
  );
}

function AddTaxRate({ account }: { account: AccountPage }) {
  const form = useForm<TaxRateFormValues>({
    initialValues: { effectiveOn: "", ratePercent: "" },
    validate: schemaResolver(taxRateFormInput, { sync: true }),
  });
  const add = useAppAction(addTaxRateAction, {
    onSuccess: () => {
      form.reset();
      notifications.show({ color: "green", message: "Tax rate added." });
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  return (
    <form
      noValidate
      className={classes.form}
      style={{ marginTop: "1rem" }}
      onSubmit={form.onSubmit((values) =>
        add.execute({ ...values, accountId: account.id, version: account.version }),
      )}
    >
      {add.error && add.faults.length === 0 && <ActionErrorAlert error={add.error} />}
      {add.error?.code === "changed-meanwhile" && add.faults.length > 0 && (
        <ActionErrorAlert error={add.error} />
      )}
      <div className={classes.pair}>
        <DateField
          label="New rate from"
          description="After the last invoice"
          {...form.getInputProps("effectiveOn")}
        />
        <TextInput
          label="Rate (%)"
          description="Blank: no tax"
          inputMode="decimal"
          autoComplete="off"
          {...form.getInputProps("ratePercent")}
          value={form.values.ratePercent ?? ""}
        />
      </div>
      <div>
        <SubmitButton isPending={add.isPending} pendingLabel="Adding…" variant="default">
          Add tax rate
        </SubmitButton>
      </div>
    </form>
  );
}
