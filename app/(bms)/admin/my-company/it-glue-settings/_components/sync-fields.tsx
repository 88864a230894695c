"use client";

import { Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import type { ItGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { refreshOrganizationKindsAction } from "../actions";
import type { SettingsFormApi } from "./form-values";
import classes from "./it-glue-settings.module.css";
import { KindChoice } from "./kind-choice";
import { leftOut, leftOutInWords } from "./left-out";

type SyncFieldsProps = { form: SettingsFormApi; settings: ItGlueSettingsScreen };

/** The two-way sync, and which organizations take part in it. */
export function SyncFields({ form, settings }: SyncFieldsProps) {
  const { kinds, account } = settings;
  const { syncedTypeIds, syncedStatusIds } = form.values;
  const sentences = leftOutInWords(
    leftOut(
      kinds.linked,
      { typeIds: settings.syncedTypeIds, statusIds: settings.syncedStatusIds },
      { typeIds: syncedTypeIds, statusIds: syncedStatusIds },
    ),
  );
  return (
    <>
      <Switch
        id="isTwoWaySyncEnabled"
        label="Two-way sync enabled"
        description="Turn it on in IT Glue too, under Account › Integrations › Actions › Sync settings. Organizations come over as accounts, and accounts make and change organizations; off, nothing is written to IT Glue."
        {...form.getInputProps("isTwoWaySyncEnabled", { type: "checkbox" })}
      />
      <div className={classes.kinds}>
        <KindChoice
          id="syncedTypeIds"
          label="Organization types that take part"
          every="All types"
          only="Only these types"
          choices={kinds.types}
          ids={syncedTypeIds}
          onChange={(ids) => form.setFieldValue("syncedTypeIds", ids)}
          error={form.errors.syncedTypeIds}
        />
        <KindChoice
          id="syncedStatusIds"
          label="Organization statuses that take part"
          every="All statuses"
          only="Only these statuses"
          choices={kinds.statuses}
          ids={syncedStatusIds}
          onChange={(ids) => form.setFieldValue("syncedStatusIds", ids)}
          error={form.errors.syncedStatusIds}
        />
      </div>
      {sentences.length > 0 && (
        <InlineAlert tone="warn" isLive title="What this selection does once it is saved">
          {sentences.join(" ")}
        </InlineAlert>
      )}
      {account !== null && settings.isEnabled && <RefreshKinds isEmpty={kinds.types.length === 0} />}
    </>
  );
}

function RefreshKinds({ isEmpty }: { isEmpty: boolean }) {
  const read = useAppAction(refreshOrganizationKindsAction, {
    onSuccess: ({ types, statuses }) =>
      notifications.show({
        color: "green",
        message: `${types} types and ${statuses} statuses read from IT Glue.`,
      }),
  });
  return (
    <>
      {read.error && <ActionErrorAlert error={read.error} />}
      <div>
        {isEmpty && (
          <p className={classes.hint}>
            Types and statuses have not been read yet; each sync of organizations reads them too.
          </p>
        )}
        <SubmitButton
          type="button"
          variant="default"
          isPending={read.isPending}
          pendingLabel="Asking IT Glue…"
          onClick={() => read.execute(undefined)}
        >
          Refresh types and statuses
        </SubmitButton>
      </div>
    </>
  );
}
