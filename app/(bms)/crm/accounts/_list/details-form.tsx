"use client";

import { Autocomplete, Select, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { ConflictAlert } from "@/app/_components/conflict-alert";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { useConflict } from "@/app/_components/use-conflict";
import { type AccountDetailsFormValues, accountDetailsFormInput } from "@/lib/inputs/account-details";
import type { AccountDetails } from "@/lib/queries/accounts/account-details";
import { addAccountAction, saveAccountDetailsAction } from "../actions";
import classes from "./details-form.module.css";

const valuesOf = ({ account }: AccountDetails): AccountDetailsFormValues => ({
  name: account?.name ?? "",
  accountCode: account?.accountCode ?? "",
  typeName: account?.typeName ?? "",
  statusName: account?.statusName ?? "",
  parentAccountId: account?.parentAccountId ?? null,
  isActive: account?.isActive ?? true,
});

/** What an account and its organization in IT Glue have in common; also the form of a new account. */
export function DetailsForm({ details }: { details: AccountDetails }) {
  const { account, types, statuses, parents, isTwoWay } = details;
  const router = useRouter();
  const form = useForm<AccountDetailsFormValues>({
    initialValues: valuesOf(details),
    validate: schemaResolver(accountDetailsFormInput, { sync: true }),
  });
  const edit = useAppAction(saveAccountDetailsAction, {
    onSuccess: ({ version }) => {
      form.setInitialValues(form.getValues());
      conflict.setOpenedVersion(version);
      notifications.show({ color: "green", message: "Account saved." });
    },
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const add = useAppAction(addAccountAction, {
    onSuccess: ({ accountId, name }) => {
      notifications.show({ color: "green", message: `Account ${name} added.` });
      router.push(`/crm/accounts/${accountId}`);
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const conflict = useConflict({
    form,
    record: account,
    valuesOf: () => valuesOf(details),
    error: edit.error,
    onSettled: edit.reset,
  });
  const save = account === null ? add : edit;
  const send = ({ isActive, ...values }: AccountDetailsFormValues) => {
    if (save.isPending) return;
    if (account === null) return add.execute(values);
    // What the page saved beside this form, such as the billing details, is no conflict with it.
    const isAsOpened = JSON.stringify(valuesOf(details)) === JSON.stringify(form.getInitialValues());
    const version = isAsOpened ? account.version : (conflict.openedVersion ?? 0);
    edit.execute({ ...values, isActive, accountId: account.id, version });
  };
  return (
    <SectionCard
      title={account === null ? "New account" : "Account"}
      description={
        isTwoWay
          ? "The same in IT Glue: a change goes there within minutes"
          : "A change stays here: two-way sync is off"
      }
    >
      <form
        noValidate
        className={classes.form}
        onSubmit={form.onSubmit(send, (faults) => form.getInputNode(Object.keys(faults)[0] ?? "")?.focus())}
      >
        {conflict.isConflict && edit.error ? (
          <ConflictAlert
            error={edit.error}
            what="account"
            isLoading={conflict.isLoading}
            onLoadCurrent={conflict.loadCurrent}
            onKeepTyped={conflict.keepTyped}
          />
        ) : save.error && save.faults.length === 0 ? (
          <ActionErrorAlert error={save.error} />
        ) : (
          <FormErrorSummary faults={save.faults} />
        )}
        <TextInput
          id="name"
          label="Account name"
          required
          autoComplete="off"
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <div className={classes.pair}>
          <TextInput
            id="accountCode"
            label="Account code"
            autoComplete="off"
            {...form.getInputProps("accountCode")}
          />
          <Select
            id="parentAccountId"
            label="Parent account"
            data={parents.map(({ id, name }) => ({ value: id, label: name }))}
            placeholder="None"
            searchable
            clearable
            clearButtonProps={{ "aria-label": "No parent account" }}
            nothingFoundMessage="No such account"
            {...form.getInputProps("parentAccountId")}
          />
        </div>
        <div className={classes.pair}>
          <Autocomplete
            id="typeName"
            label="Type"
            data={types}
            autoComplete="off"
            {...form.getInputProps("typeName")}
          />
          <Autocomplete
            id="statusName"
            label="Status in IT Glue"
            data={statuses}
            autoComplete="off"
            {...form.getInputProps("statusName")}
          />
        </div>
        <div className={classes.foot}>
          <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
            {account === null ? "Add account" : "Save account"}
          </SubmitButton>
          {account === null && (
            <ButtonLink href="/crm/accounts" variant="default">
              Cancel
            </ButtonLink>
          )}
        </div>
      </form>
    </SectionCard>
  );
}
