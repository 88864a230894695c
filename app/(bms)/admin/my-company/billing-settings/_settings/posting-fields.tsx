import { Switch, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { SectionCard } from "@/app/_components/section-card";
import type { BillingSettingsFormValues } from "@/lib/inputs/billing-settings";
import classes from "./billing-settings.module.css";

/** What stands in Billing Review, and what jobs wait for. */
export function PostingFields({ form }: { form: UseFormReturnType<BillingSettingsFormValues> }) {
  return (
    <SectionCard title="Posting and jobs">
      <div className={classes.fields}>
        <Switch
          id="postsZeroItems"
          label="Post zero-value entries"
          description="Entries of 0.00 stand in Billing Review where units or price truly are zero, and go on the invoice."
          {...form.getInputProps("postsZeroItems", { type: "checkbox" })}
        />
        <div className={classes.pair}>
          <TextInput
            id="staleAfterDays"
            label="Skip lines not counted for (days)"
            description="A job lists them, and does not post them"
            inputMode="numeric"
            required
            {...form.getInputProps("staleAfterDays")}
          />
          <TextInput
            id="latestJobStart"
            label="Jobs wait for the night's sync until"
            description="Local time of your server, at the latest"
            placeholder="06:00"
            required
            {...form.getInputProps("latestJobStart")}
          />
        </div>
      </div>
    </SectionCard>
  );
}
