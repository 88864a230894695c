"use client";

import { Button, Radio, Stack, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { FormAlerts } from "@/app/_components/form-alerts";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { useConflict } from "@/app/_components/use-conflict";
import { ACTION_WORDS, JOB_ACTIONS, type JobAction, jobInWords } from "@/lib/domain/automation/job-in-words";
import { type BillingJobFormValues, billingJobFormInput, jobPlanOf } from "@/lib/inputs/billing-jobs";
import type { BillingJobForm } from "@/lib/queries/billing-job-form";
import { createBillingJobAction, dryRunTypedJobAction, editBillingJobAction } from "../actions";
import { DryRunResult } from "./dry-run-result";
import { formValuesOf } from "./form-values";
import { JOBS } from "./job-words";
import classes from "./jobs.module.css";
import { ScheduleFields } from "./schedule-fields";
import { ScopeFields } from "./scope-fields";

const ACTION_NOTES: Record<JobAction, string> = {
  post: "Billing Review to Billing; people generate the invoices",
  "post-and-bill": "Billing Review to Billing to Invoices",
  "post-bill-and-send":
    "And each invoice is e-mailed with its PDF, where the account has addresses for invoices",
  "generate-and-send": "Invoices what is posted already and e-mails it; posts nothing",
};

type JobFormProps = BillingJobForm & { today: string; contractId?: string };

/** A new job, or one that is edited; a dry run of what is typed comes before anything is saved. Everything typed stays. */
export function JobForm({ job, accounts, contracts, groupInvoicesBy, today, contractId }: JobFormProps) {
  const router = useRouter();
  const [faults, setFaults] = useState<FormFault[]>([]);
  const contract = contracts.find(({ id }) => id === contractId) ?? null;
  const valuesOf = () => formValuesOf({ job, groupInvoicesBy, today, contract });
  const form = useForm<BillingJobFormValues>({
    initialValues: valuesOf(),
    validate: schemaResolver(billingJobFormInput, { sync: true }),
  });
  const done = (jobId: string, name: string) => {
    notifications.show({ color: "green", message: `${name.trim()} is saved.` });
    router.push(`${JOBS}/${jobId}`);
  };
  const create = useAppAction(createBillingJobAction, {
    onSuccess: ({ jobId }, { name }) => done(jobId, name),
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const edit = useAppAction(editBillingJobAction, {
    onSuccess: (_, { jobId, name }) => done(jobId, name),
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const dryRun = useAppAction(dryRunTypedJobAction, {
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const save = job === null ? create : edit;
  const conflict = useConflict({ form, record: job, valuesOf, error: edit.error, onSettled: edit.reset });
  const isPending = save.isPending || dryRun.isPending;

  /** Runs with what is typed, or shows what is wrong with it. */
  const checked = (use: (values: BillingJobFormValues) => void) =>
    form.onSubmit(
      (values) => {
        setFaults([]);
        if (!isPending) use(values);
      },
      (errors) =>
        setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` }))),
    );
  const send = (values: BillingJobFormValues) => {
    if (job === null) create.execute(values);
    else edit.execute({ ...values, jobId: job.id, version: conflict.openedVersion ?? 0 });
  };
  const error = save.error ?? dryRun.error;
  const typed = billingJobFormInput.safeParse(form.values);

  return (
    <>
      <SectionCard title={job === null ? "New job" : "Job"}>
        <form noValidate className={classes.form} onSubmit={checked(send)}>
          <FormAlerts
            what="job"
            conflict={conflict}
            typedFaults={faults}
            sentFaults={save.faults.length > 0 ? save.faults : dryRun.faults}
            error={error}
          />
          <TextInput
            id="name"
            label="Job name"
            description="Stands on what it posts and bills"
            required
            autoComplete="off"
            maxLength={100}
            {...form.getInputProps("name")}
          />
          <Radio.Group label="Action" {...form.getInputProps("action")}>
            <Stack gap="0.5rem" mt="0.375rem">
              {JOB_ACTIONS.map((action) => (
                <Radio
                  key={action}
                  value={action}
                  label={ACTION_WORDS[action]}
                  description={ACTION_NOTES[action]}
                />
              ))}
            </Stack>
          </Radio.Group>
          <ScheduleFields form={form} />
          <ScopeFields form={form} accounts={accounts} contracts={contracts} />
          <p className={classes.sentence} aria-live="polite">
            {typed.success
              ? `${jobInWords(jobPlanOf(typed.data))}.`
              : "Complete the fields to read what it does."}
          </p>
          <div className={classes.foot}>
            <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
              Save
            </SubmitButton>
            <Button variant="default" loading={dryRun.isPending} onClick={() => checked(dryRun.execute)()}>
              Dry run
            </Button>
            <ButtonLink href={job === null ? JOBS : `${JOBS}/${job.id}`} variant="default">
              Cancel
            </ButtonLink>
          </div>
        </form>
      </SectionCard>
      {dryRun.data && <DryRunResult dryRun={dryRun.data} action={form.values.action} />}
    </>
  );
}
