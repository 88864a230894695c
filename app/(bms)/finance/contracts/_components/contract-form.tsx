"use client";

import { Select, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { FormAlerts } from "@/app/_components/form-alerts";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextLink } from "@/app/_components/text-link";
import { useConflict } from "@/app/_components/use-conflict";
import { contractFormInput } from "@/lib/inputs/contracts";
import type { ContractForm as ContractFormData } from "@/lib/queries/contract-form";
import { createContractAction, editContractAction } from "../actions";
import { BELOW, type ContractDraft } from "./contract-draft";
import classes from "./contracts.module.css";
import { HeaderFields } from "./header-fields";
import { PeriodFields } from "./period-fields";

type ContractFormProps = ContractFormData & {
  /** Today on the tenant's server. */
  businessOn: string;
  /** Chosen before the form was opened. */
  accountId?: string;
  /** For a new contract: the id it will have, so that a repeated send makes no second one. */
  idForNew?: string;
};

/** A new contract, or one that is edited: whatever is refused, everything typed stays. */
export function ContractForm(props: ContractFormProps) {
  const { contract, accounts, tenantCurrency, businessOn, idForNew } = props;
  const router = useRouter();
  const [faults, setFaults] = useState<FormFault[]>([]);
  const currencyOf = (accountId: string) =>
    accounts.find(({ id }) => id === accountId)?.currency ?? tenantCurrency;
  const valuesOf = (): ContractDraft => ({
    accountId: contract?.accountId ?? props.accountId ?? "",
    name: contract?.name ?? "",
    referenceNumber: contract?.referenceNumber ?? "",
    billingCycle: contract?.billingCycle ?? "monthly",
    alignment: contract?.alignment ?? "contract-start",
    anchorDay: contract?.anchorDay ?? null,
    issueInvoiceOn: contract?.issueInvoiceOn ?? "start",
    startOn: contract?.startOn ?? "",
    endOn: contract?.endOn ?? "",
    billedElsewhereThroughOn: contract?.billedElsewhereThroughOn ?? "",
    currency: contract?.currency ?? currencyOf(props.accountId ?? ""),
    isAutoRenewed: contract?.isAutoRenewed ?? false,
    isNotificationEnabled: contract?.isNotificationEnabled ?? false,
    notificationEmails: contract?.notificationEmails.join("\n") ?? "",
    sla: contract?.sla ?? "",
    isDefaultContract: contract?.isDefaultContract ?? false,
  });
  const form = useForm<ContractDraft>({
    initialValues: valuesOf(),
    validate: schemaResolver(contractFormInput, { sync: true }),
  });
  const create = useAppAction(createContractAction, {
    onSuccess: ({ contractId, contractNumber }) => {
      notifications.show({
        color: "green",
        message: `Contract ${contractNumber} is saved. Add the services it bills.`,
      });
      router.push(`/finance/contracts/${contractId}`);
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const edit = useAppAction(editContractAction, {
    onSuccess: (_, { name, contractId }) => {
      notifications.show({ color: "green", message: `${name.trim()} is saved.` });
      router.push(`/finance/contracts/${contractId}`);
    },
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const save = contract === null ? create : edit;
  const conflict = useConflict({
    form,
    record: contract,
    valuesOf,
    error: edit.error,
    onSettled: edit.reset,
  });
  const send = ({ accountId, ...facts }: ContractDraft) => {
    setFaults([]);
    if (save.isPending) return;
    // A field that is not shown says nothing.
    const billedElsewhereThroughOn = asksGoLive ? facts.billedElsewhereThroughOn : "";
    if (contract === null)
      create.execute({ ...facts, billedElsewhereThroughOn, accountId, ...(idForNew && { idForNew }) });
    else
      edit.execute({
        ...facts,
        billedElsewhereThroughOn,
        contractId: contract.id,
        version: conflict.openedVersion ?? 0,
      });
  };
  const { startOn } = form.values;
  const isFrozen = contract?.isPosted ?? false;
  const asksGoLive = contract?.billedElsewhereThroughOn != null || (startOn !== "" && startOn < businessOn);

  return (
    <SectionCard
      title={contract === null ? "Recurring services contract" : `Contract ${contract.contractNumber}`}
    >
      <form
        noValidate
        className={classes.form}
        onSubmit={form.onSubmit(send, (errors) =>
          setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` }))),
        )}
      >
        <FormAlerts
          what="contract"
          conflict={conflict}
          typedFaults={faults}
          sentFaults={save.faults}
          error={save.error}
        />
        <TextInput
          id="name"
          label="Contract name"
          required
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <div className={classes.pair}>
          {contract === null ? (
            <Select
              id="accountId"
              label="Account"
              required
              searchable
              data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              nothingFoundMessage="No account of this name; accounts come over from IT Glue under CRM > Accounts"
              {...form.getInputProps("accountId")}
              value={form.values.accountId || null}
              onChange={(accountId) => {
                const isOwnChoice = form.values.currency !== currencyOf(form.values.accountId);
                form.setFieldValue("accountId", accountId ?? "");
                if (!isOwnChoice) form.setFieldValue("currency", currencyOf(accountId ?? ""));
              }}
            />
          ) : (
            <TextInput
              label="Account"
              value={contract.accountName}
              readOnly
              description="A contract stays with its account"
              inputWrapperOrder={BELOW}
            />
          )}
          <TextInput
            id="referenceNumber"
            label="Reference number"
            description="The customer's own, such as an order number"
            inputWrapperOrder={BELOW}
            autoComplete="off"
            {...form.getInputProps("referenceNumber")}
          />
        </div>
        {isFrozen && (
          <InlineAlert tone="info" title="Amounts of this contract are posted">
            Posted amounts rest on the billing cycle, its periods, when invoices are issued, the start date,
            go-live and currency, so these stay as they are. Another cycle can begin with a period of which
            nothing is posted:{" "}
            <TextLink href={`/finance/contracts/${contract?.id}/billing-cycle`}>
              Change billing cycle
            </TextLink>
            . To change the others, end this contract and start another one.
          </InlineAlert>
        )}
        <PeriodFields form={form} businessOn={businessOn} isFrozen={isFrozen} asksGoLive={asksGoLive} />
        <HeaderFields form={form} businessOn={businessOn} termStartOn={contract?.termStartOn ?? null} />
        <div className={classes.foot}>
          <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
            Save
          </SubmitButton>
          <ButtonLink
            href={contract === null ? "/finance/contracts" : `/finance/contracts/${contract.id}`}
            variant="default"
          >
            Cancel
          </ButtonLink>
        </div>
      </form>
    </SectionCard>
  );
}
