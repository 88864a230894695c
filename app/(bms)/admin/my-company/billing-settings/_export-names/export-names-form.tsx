"use client";

import { TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { type ExportNamesFormValues, exportNamesFormInput } from "@/lib/inputs/export-names";
import type { ExportNamesScreen } from "@/lib/queries/export-names";
import classes from "../_settings/billing-settings.module.css";
import { saveExportNamesAction } from "./actions";

const rateInWords = (ratePercent: string) => (ratePercent === "" ? "not taxed" : `${ratePercent}%`);

/** What Xero and QuickBooks Online call the account and the tax of each rate; saved by itself. */
export function ExportNamesForm({ names }: { names: ExportNamesScreen }) {
  const { openedHash, ...initialValues } = names;
  const form = useForm<ExportNamesFormValues>({
    initialValues,
    validate: schemaResolver(exportNamesFormInput, { sync: true }),
  });
  const save = useAppAction(saveExportNamesAction, {
    onSuccess: () => {
      form.resetDirty();
      notifications.show({ color: "green", message: "Names in exports saved." });
    },
    onError: (_error, fieldErrors) => form.setErrors(fieldErrors),
  });
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit((values) => {
        if (!save.isPending) save.execute({ ...values, openedHash });
      })}
    >
      <SectionCard
        title="Names in exports"
        description="As they are called there, letter by letter. Blank: Xero applies its own default, QuickBooks Online asks."
      >
        <div className={classes.fields}>
          <FormErrorSummary faults={save.faults} />
          {save.error && save.faults.length === 0 && <ActionErrorAlert error={save.error} />}
          <TextInput
            id="xeroAccountCode"
            label="Xero account code"
            description="Of sales, such as 200; a service that names an income account goes there instead"
            autoComplete="off"
            {...form.getInputProps("xeroAccountCode")}
          />
          {form.values.rates.map(({ ratePercent }, index) => (
            <div key={ratePercent} className={classes.pair}>
              <TextInput
                id={`rates.${index}.xeroTaxType`}
                label={`Xero tax type, ${rateInWords(ratePercent)}`}
                autoComplete="off"
                {...form.getInputProps(`rates.${index}.xeroTaxType`)}
              />
              <TextInput
                id={`rates.${index}.quickBooksTaxCode`}
                label={`QuickBooks tax code, ${rateInWords(ratePercent)}`}
                description={
                  index === 0
                    ? "Outside the United States; blank everywhere: sales tax by its rate"
                    : undefined
                }
                autoComplete="off"
                {...form.getInputProps(`rates.${index}.quickBooksTaxCode`)}
              />
            </div>
          ))}
          <div>
            <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
              Save names
            </SubmitButton>
          </div>
        </div>
      </SectionCard>
    </form>
  );
}
