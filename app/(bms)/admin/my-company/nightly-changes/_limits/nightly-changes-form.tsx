"use client";

import { TextInput } from "@mantine/core";
import { SectionCard } from "@/app/_components/section-card";
import { SettingsForm } from "@/app/_components/settings-form";
import { ToleranceFields } from "@/app/_components/tolerance-fields";
import { nightlyChangesFormInput } from "@/lib/inputs/nightly-changes";
import type { NightlyChangesScreen } from "@/lib/queries/nightly-changes";
import { saveNightlyChangesAction } from "../actions";
import classes from "./nightly-changes.module.css";

/** The limits of the company. */
export function NightlyChangesForm({ settings }: { settings: NightlyChangesScreen }) {
  const { version, ...values } = settings;
  return (
    <SettingsForm
      className={classes.form}
      version={version}
      values={values}
      schema={nightlyChangesFormInput}
      action={saveNightlyChangesAction}
      savedInWords={() => "Nightly Changes saved. They apply from the next count."}
    >
      {(form) => (
        <>
          <SectionCard title="A change of one line">
            <ToleranceFields inputProps={(field) => form.getInputProps(field)} />
          </SectionCard>
          <SectionCard title="A whole night">
            <TextInput
              id="runCapPercent"
              label="Share of monthly revenue, in percent"
              description="A run that would move more holds everything it would change. Blank: no such limit."
              inputMode="decimal"
              {...form.getInputProps("runCapPercent")}
            />
          </SectionCard>
        </>
      )}
    </SettingsForm>
  );
}
