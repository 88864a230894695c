"use client";

import { NativeSelect, Radio } from "@mantine/core";
import { InlineAlert } from "@/app/_components/inline-alert";
import type { ItGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import type { CountingUser } from "@/lib/queries/it-glue-settings-identity";
import type { SettingsFormApi } from "./form-values";
import classes from "./it-glue-settings.module.css";

const STANDS: Record<CountingUser["status"], string> = {
  connected: "",
  "needs-reconnect": " (must reconnect)",
  disconnected: " (not connected)",
  disabled: " (no access)",
};

type IdentityFieldsProps = { form: SettingsFormApi; settings: ItGlueSettingsScreen };

/** Whose eyes every count is made with: the key's, or those of one connected person. */
export function IdentityFields({ form, settings }: IdentityFieldsProps) {
  const { users, userId: storedUserId } = settings.counting;
  const { countingIdentity, countingUserId } = form.values;
  const chosen = users.find(({ userId }) => userId === countingUserId);
  return (
    <>
      <Radio.Group
        label="IT Glue is counted as"
        value={countingIdentity}
        onChange={(identity) => {
          form.setFieldValue("countingIdentity", identity === "user" ? "user" : "api-key");
          if (identity === "user" && countingUserId === null)
            form.setFieldValue("countingUserId", storedUserId);
        }}
      >
        <div className={classes.choices}>
          <Radio
            id="countingIdentity"
            value="api-key"
            label="The API key"
            description="Depends on no person: sees every organization, and stays when people leave"
          />
          <Radio
            value="user"
            label="A connected user"
            description="Sees what this person sees in IT Glue; nothing is counted once they disconnect"
          />
        </div>
      </Radio.Group>
      {countingIdentity === "user" &&
        (users.length === 0 ? (
          <InlineAlert tone="warn">
            Nobody is connected to {settings.account ? `“${settings.account.name}”` : "IT Glue"} yet. People
            connect under My Settings › Integrations; until then the API key counts.
          </InlineAlert>
        ) : (
          <NativeSelect
            id="countingUserId"
            label="Connected user"
            description="Only people whose own Connect holds"
            data={[
              { value: "", label: "Choose a person" },
              ...users.map(({ userId, name, email, status }) => ({
                value: userId,
                label: `${name}, ${email}${STANDS[status]}`,
              })),
            ]}
            {...form.getInputProps("countingUserId")}
            value={countingUserId ?? ""}
            onChange={(event) => form.setFieldValue("countingUserId", event.currentTarget.value || null)}
          />
        ))}
      {countingIdentity === "user" && chosen && chosen.status !== "connected" && (
        <InlineAlert tone="bad" title={`${chosen.name} cannot count`}>
          {chosen.status === "disabled"
            ? "This person no longer has access to Flexbill. Choose another one, or the API key."
            : "They connect again under My Settings › Integrations; or choose another person, or the API key. Nothing is counted until then, and units stay as they are."}
        </InlineAlert>
      )}
    </>
  );
}
