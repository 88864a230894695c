"use client";

import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConflictAlert } from "@/app/_components/conflict-alert";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { useConflict } from "@/app/_components/use-conflict";
import { type ItGlueSettingsForm, itGlueSettingsForm } from "@/lib/inputs/it-glue-settings";
import type { ItGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { saveItGlueSettingsAction, testConnectionAction } from "../actions";
import { AccountDefaultsFields } from "./account-defaults-fields";
import { ConnectionFields } from "./connection-fields";
import { changesIdentity, valuesOf } from "./form-values";
import { IdentityFields } from "./identity-fields";
import classes from "./it-glue-settings.module.css";
import { SyncFields } from "./sync-fields";
import { TestResult } from "./test-result";

type SettingsFormProps = { settings: ItGlueSettingsScreen; timeZone: string; companyCurrency: string };

const PROVED = ["subdomain", "server", "apiKey"] as const;

/** The settings and their two buttons. Everything typed stays on every refusal; blank keeps the stored key. */
export function SettingsForm({ settings, timeZone, companyCurrency }: SettingsFormProps) {
  const form = useForm<ItGlueSettingsForm>({
    initialValues: valuesOf(settings),
    validate: schemaResolver(itGlueSettingsForm, { sync: true }),
  });
  const [faults, setFaults] = useState<FormFault[]>([]);
  const save = useAppAction(saveItGlueSettingsAction, {
    onSuccess: ({ version, provedAccountName, sync }) => {
      const saved = { ...form.getValues(), apiKey: "" };
      form.setInitialValues(saved);
      form.setValues(saved);
      conflict.setOpenedVersion(version);
      test.reset();
      notifications.show({ color: "green", message: savedInWords(provedAccountName, sync) });
    },
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const test = useAppAction(testConnectionAction, {
    onSuccess: (result) => {
      if (!result.ok)
        form.setErrors(Object.fromEntries(result.fields.map(({ path, message }) => [path, message])));
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const conflict = useConflict({
    form,
    record: settings.version === 0 ? null : settings,
    valuesOf: () => valuesOf(settings),
    error: save.error,
    onSettled: save.reset,
  });
  const isBusy = save.isPending || test.isPending;
  // A result speaks of the values it was asked with; once one of them is changed it is no longer shown.
  const [tested, setTested] = useState("");
  const { subdomain, server, apiKey } = form.values;
  const provable = { subdomain, server, apiKey };
  const isTested = tested === JSON.stringify(provable);
  const runTest = () => {
    const isFaulty = PROVED.map((field) => form.validateField(field)).some(({ hasError }) => hasError);
    if (isBusy || isFaulty) return;
    setTested(JSON.stringify(provable));
    test.execute(provable);
  };
  const send = (values: ItGlueSettingsForm) => {
    setFaults([]);
    if (!isBusy) save.execute({ ...values, version: conflict.openedVersion ?? 0 });
  };
  const shownFaults = faults.length > 0 ? faults : conflict.isConflict ? [] : save.faults;
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(send, (errors) =>
        setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` }))),
      )}
    >
      {conflict.isConflict && save.error ? (
        <div className={classes.refusal}>
          <ConflictAlert
            error={save.error}
            what="page"
            isLoading={conflict.isLoading}
            onLoadCurrent={conflict.loadCurrent}
            onKeepTyped={conflict.keepTyped}
          />
        </div>
      ) : shownFaults.length > 0 ? (
        <FormErrorSummary faults={shownFaults} />
      ) : (
        save.error && (
          <div className={classes.refusal}>
            <ActionErrorAlert error={save.error} />
          </div>
        )
      )}
      <SectionCard title="Settings">
        <div className={classes.form}>
          <ConnectionFields form={form} settings={settings} timeZone={timeZone} />
          {isTested && !test.isPending && (
            <TestResult
              result={test.data}
              error={test.error}
              isUserCounting={form.values.countingIdentity === "user"}
            />
          )}
          <div>
            <SubmitButton
              type="button"
              variant="default"
              isPending={test.isPending}
              pendingLabel="Asking IT Glue…"
              onClick={runTest}
            >
              Test connection
            </SubmitButton>
          </div>
        </div>
      </SectionCard>
      <SectionCard
        title="Which identity counts"
        description="One for the whole company, so that two people never see two counts"
      >
        <div className={classes.form}>
          <IdentityFields form={form} settings={settings} />
        </div>
      </SectionCard>
      <SectionCard title="Organizations and accounts">
        <div className={classes.form}>
          <SyncFields form={form} settings={settings} />
        </div>
      </SectionCard>
      <SectionCard
        title="Defaults for new accounts"
        description="What an account made by the sync starts with"
      >
        <div className={classes.form}>
          <AccountDefaultsFields form={form} companyCurrency={companyCurrency} />
        </div>
      </SectionCard>
      <div className={classes.foot}>
        {changesIdentity(settings, form.values) && (
          <InlineAlert tone="info">
            Saving changes the key, the server or who counts. Where a count then comes out lower, the decrease
            waits for your approval before it is billed.
          </InlineAlert>
        )}
        <div>
          <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
            Save
          </SubmitButton>
        </div>
      </div>
    </form>
  );
}

function savedInWords(provedAccountName: string | null, sync: "none" | "asked" | "not-asked"): string {
  const words = ["Settings saved."];
  if (provedAccountName !== null) words.push(`IT Glue answered as “${provedAccountName}”.`);
  if (sync === "asked") words.push("Organizations are being synced.");
  if (sync === "not-asked")
    words.push("Organizations could not be synced at once; the hourly sync brings them over.");
  return words.join(" ");
}
