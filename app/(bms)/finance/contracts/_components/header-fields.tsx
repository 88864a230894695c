"use client";

import { Checkbox, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { BELOW, type ContractDraft } from "./contract-draft";
import classes from "./contracts.module.css";
import { renewalInWords } from "./renewal-words";

type HeaderFieldsProps = {
  form: UseFormReturnType<ContractDraft>;
  businessOn: string;
  /** First day of the present term, where the contract has been renewed. */
  termStartOn: string | null;
};

/** What a contract's header holds beside what it bills: renewal, notifications, SLA, default contract. */
export function HeaderFields({ form, businessOn, termStartOn }: HeaderFieldsProps) {
  const { startOn, endOn, isAutoRenewed, isNotificationEnabled, notificationEmails } = form.values;
  return (
    <>
      <Checkbox
        id="isAutoRenewed"
        label="Auto-renew"
        description={renewalInWords(
          { startOn, termStartOn, endOn, isAutoRenewed },
          businessOn,
          formatCalendarDate,
        )}
        {...form.getInputProps("isAutoRenewed", { type: "checkbox" })}
      />
      <Checkbox
        id="isNotificationEnabled"
        label="Unit-change notifications"
        description="One e-mail for each night that changed, held or could not count units of this contract"
        {...form.getInputProps("isNotificationEnabled", { type: "checkbox" })}
      />
      {(isNotificationEnabled || notificationEmails !== "") && (
        <Textarea
          id="notificationEmails"
          label="Notification e-mails"
          description="Separated by commas or line ends; paste a list"
          inputWrapperOrder={BELOW}
          placeholder="name@example.com"
          autosize
          minRows={2}
          maxRows={8}
          required={isNotificationEnabled}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("notificationEmails")}
        />
      )}
      <div className={classes.pair}>
        <TextInput
          id="sla"
          label="SLA"
          description="The service level you agreed on, in your own words"
          inputWrapperOrder={BELOW}
          autoComplete="off"
          {...form.getInputProps("sla")}
        />
      </div>
      <Checkbox
        id="isDefaultContract"
        label="Default contract"
        description="The account's contract for tickets; it takes this over from another one. Recorded only: Flexbill bills no tickets."
        {...form.getInputProps("isDefaultContract", { type: "checkbox" })}
      />
    </>
  );
}
