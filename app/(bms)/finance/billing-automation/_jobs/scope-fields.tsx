"use client";

import { MultiSelect, Radio, Select, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { stepsOf } from "@/lib/domain/automation/job-in-words";
import type { BillingJobFormValues } from "@/lib/inputs/billing-jobs";
import type { BillingJobForm } from "@/lib/queries/billing-job-form";
import { GROUPING_WORDS } from "./job-words";
import classes from "./jobs.module.css";

type ScopeFieldsProps = {
  form: UseFormReturnType<BillingJobFormValues>;
  accounts: BillingJobForm["accounts"];
  contracts: BillingJobForm["contracts"];
};

/** Of whom and what kind the items are, and how their invoices are grouped. */
export function ScopeFields({ form, accounts, contracts }: ScopeFieldsProps) {
  const { action, scopeBy } = form.values;
  return (
    <>
      <Radio.Group label="Takes items of" {...form.getInputProps("scopeBy")}>
        <Stack gap="0.5rem" mt="0.375rem">
          <Radio value="all" label="All accounts" />
          <Radio value="accounts" label="Chosen accounts" />
          <Radio value="contracts" label="Chosen contracts" />
        </Stack>
      </Radio.Group>
      {scopeBy === "accounts" && (
        <MultiSelect
          id="accountIds"
          label="Accounts"
          searchable
          limit={100}
          nothingFoundMessage="No account has this name"
          data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps("accountIds")}
        />
      )}
      {scopeBy === "contracts" && (
        <MultiSelect
          id="contractIds"
          label="Contracts"
          searchable
          limit={100}
          nothingFoundMessage="No contract has this name"
          data={contracts.map(({ id, name, contractNumber, accountName }) => ({
            value: id,
            label: `${accountName}: ${contractNumber} ${name}`,
          }))}
          {...form.getInputProps("contractIds")}
        />
      )}
      <div className={classes.pair}>
        <Select
          id="kinds"
          label="Type"
          allowDeselect={false}
          description="Prorations are always taken, so that none needs a second job"
          inputWrapperOrder={["label", "input", "description", "error"]}
          data={[
            { value: "all", label: "Regular items and prorations" },
            { value: "prorations", label: "Prorations only" },
          ]}
          {...form.getInputProps("kinds")}
        />
        {stepsOf(action).bills && (
          <Select
            id="groupInvoicesBy"
            label="Invoices"
            allowDeselect={false}
            data={Object.entries(GROUPING_WORDS).map(([value, label]) => ({ value, label }))}
            {...form.getInputProps("groupInvoicesBy")}
          />
        )}
      </div>
    </>
  );
}
