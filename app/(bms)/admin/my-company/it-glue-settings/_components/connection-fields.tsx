"use client";

import { NativeSelect, PasswordInput, Radio, TextInput } from "@mantine/core";
import { formatInstant } from "@/app/_components/format-instant";
import { InlineAlert } from "@/app/_components/inline-alert";
import { IT_GLUE_SERVER_IDS, IT_GLUE_SERVERS } from "@/lib/domain/regions";
import { subdomainInput } from "@/lib/inputs/it-glue-settings";
import type { ItGlueSettingsScreen, StoredKey } from "@/lib/queries/it-glue-settings";
import type { SettingsFormApi } from "./form-values";
import classes from "./it-glue-settings.module.css";

const SERVERS = IT_GLUE_SERVER_IDS.map((server) => ({ value: server, label: IT_GLUE_SERVERS[server].label }));

type ConnectionFieldsProps = { form: SettingsFormApi; settings: ItGlueSettingsScreen; timeZone: string };

/** Whether IT Glue is asked at all, where it is, and the key. */
export function ConnectionFields({ form, settings, timeZone }: ConnectionFieldsProps) {
  const { isEnabled, server, subdomain } = form.values;
  const host = IT_GLUE_SERVERS[server].webHost;
  const label = subdomainInput.safeParse(subdomain);
  const addressInWords = label.success
    ? `Your address in IT Glue: https://${label.data}.${host}`
    : `Only northwind, where your address is https://northwind.${host}`;
  const storedKey = settings.apiKey;
  return (
    <>
      <Radio.Group
        label="Enable IT Glue integration"
        description="No stops every call to IT Glue and keeps all data"
        value={isEnabled ? "yes" : "no"}
        onChange={(value) => form.setFieldValue("isEnabled", value === "yes")}
      >
        <div className={classes.radios}>
          <Radio id="isEnabled" value="yes" label="Yes" />
          <Radio value="no" label="No" />
        </div>
      </Radio.Group>
      {!isEnabled && <WhatStops isOffAlready={settings.version > 0 && !settings.isEnabled} />}
      <div className={classes.address}>
        <TextInput
          id="subdomain"
          label="Subdomain"
          description={addressInWords}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps("subdomain")}
        />
        <NativeSelect
          id="server"
          label="IT Glue server"
          description="Where your IT Glue account lives"
          data={SERVERS}
          {...form.getInputProps("server")}
        />
      </div>
      <PasswordInput
        id="apiKey"
        label="API key"
        description={
          storedKey
            ? storedKeyInWords(storedKey, timeZone)
            : "Made in IT Glue under Account › Settings › API keys. Leave its password access off: Flexbill never reads passwords."
        }
        placeholder={storedKey ? `…${storedKey.lastFour} is kept` : "ITG."}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps("apiKey")}
      />
    </>
  );
}

function WhatStops({ isOffAlready }: { isOffAlready: boolean }) {
  return (
    <InlineAlert
      tone="warn"
      isLive
      title={isOffAlready ? "While it is off" : "Saving stops every call to IT Glue at once"}
    >
      <ul className={classes.stops}>
        <li>Nightly counts and Update Units stop, a run under way at its next step. Units stay as billed.</li>
        <li>A night that passes meanwhile is not counted later.</li>
        <li>Organizations and accounts are synced in neither direction, and nobody can connect.</li>
        <li>
          Accounts, links, receipts, this key and everybody's connections are kept for when it is on again.
        </li>
      </ul>
    </InlineAlert>
  );
}

function storedKeyInWords({ lastFour, setAt, usedAt, ageDays }: StoredKey, timeZone: string): string {
  const age = ageDays === 0 ? "" : ageDays === 1 ? " (1 day ago)" : ` (${ageDays} days ago)`;
  const used =
    usedAt === null ? "not known to be used since" : `last used on ${formatInstant(usedAt, timeZone)}`;
  return `The stored key ends in …${lastFour}, set on ${formatInstant(setAt, timeZone)}${age}, ${used}. Leave blank to keep it; another one replaces it.`;
}
