"use client";

import { Autocomplete, Checkbox, Switch, Textarea, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { FormAlerts } from "@/app/_components/form-alerts";
import { Money } from "@/app/_components/money";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { useConflict } from "@/app/_components/use-conflict";
import { type ServiceFormValues, serviceFormInput } from "@/lib/inputs/services";
import type { ServiceForm as ServiceFormData, ServiceRow } from "@/lib/queries/services";
import { createServiceAction, editServiceAction } from "../actions";
import { marginOf } from "./margin";
import classes from "./services.module.css";

const LIST = "/admin/finance/services";

type ServiceFormProps = ServiceFormData & { currency: string };

const valuesOf = (service: ServiceRow | null): ServiceFormValues => ({
  name: service?.name ?? "",
  description: service?.description ?? "",
  category: service?.category ?? "",
  subCategory: service?.subCategory ?? "",
  unitOfMeasure: service?.unitOfMeasure ?? "",
  unitPrice: service?.unitPrice ?? "",
  unitCost: service?.unitCost ?? "",
  incomeAccount: service?.incomeAccount ?? "",
  expenseAccount: service?.expenseAccount ?? "",
  isTaxable: service?.isTaxable ?? true,
  isActive: service?.isActive ?? true,
});

/** A new service, or one that is edited: whatever is refused, everything typed stays. */
export function ServiceForm({ service, words, currency }: ServiceFormProps) {
  const router = useRouter();
  const [faults, setFaults] = useState<FormFault[]>([]);
  const form = useForm<ServiceFormValues>({
    initialValues: valuesOf(service),
    validate: schemaResolver(serviceFormInput, { sync: true }),
  });
  const done = (name: string) => {
    notifications.show({ color: "green", message: `${name.trim()} is saved.` });
    router.push(LIST);
  };
  const create = useAppAction(createServiceAction, {
    onSuccess: (_, { name }) => done(name),
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const edit = useAppAction(editServiceAction, {
    onSuccess: (_, { name }) => done(name),
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const save = service === null ? create : edit;
  const conflict = useConflict({
    form,
    record: service,
    valuesOf: () => valuesOf(service),
    error: edit.error,
    onSettled: edit.reset,
  });
  const send = (values: ServiceFormValues) => {
    setFaults([]);
    if (save.isPending) return;
    if (service === null) create.execute(values);
    else edit.execute({ ...values, serviceId: service.id, version: conflict.openedVersion ?? 0 });
  };
  const { unitPrice, unitCost } = form.values;
  const margin = marginOf(unitPrice, unitCost);

  return (
    <SectionCard title={service === null ? "New service" : "Service"}>
      <form
        noValidate
        className={classes.form}
        onSubmit={form.onSubmit(send, (errors) =>
          setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` }))),
        )}
      >
        <FormAlerts
          what="service"
          conflict={conflict}
          typedFaults={faults}
          sentFaults={save.faults}
          error={save.error}
        />
        <TextInput
          id="name"
          label="Service name"
          description="Customers read it on the invoice. Use one service for each thing you count."
          required
          autoComplete="off"
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <Textarea
          id="description"
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          {...form.getInputProps("description")}
        />
        <div className={classes.pair}>
          <Autocomplete
            id="category"
            label="Category"
            data={words.categories}
            autoComplete="off"
            {...form.getInputProps("category")}
          />
          <Autocomplete
            id="subCategory"
            label="Sub-category"
            data={words.subCategories}
            autoComplete="off"
            {...form.getInputProps("subCategory")}
          />
        </div>
        <div className={classes.pair}>
          <Autocomplete
            id="unitOfMeasure"
            label="Unit of measure"
            description="One unit, such as Seat or Device"
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={words.unitsOfMeasure}
            autoComplete="off"
            {...form.getInputProps("unitOfMeasure")}
          />
        </div>
        <div className={classes.pair}>
          <TextInput
            id="unitPrice"
            label={`Unit price (${currency})`}
            description="For one unit and one whole billing period"
            inputWrapperOrder={["label", "input", "description", "error"]}
            required
            inputMode="decimal"
            autoComplete="off"
            {...form.getInputProps("unitPrice")}
          />
          <TextInput
            id="unitCost"
            label={`Unit cost (${currency})`}
            description="What it costs you; leave empty where unknown"
            inputWrapperOrder={["label", "input", "description", "error"]}
            inputMode="decimal"
            autoComplete="off"
            {...form.getInputProps("unitCost")}
          />
        </div>
        <p className={classes.margin} aria-live="polite">
          {margin ? (
            <>
              Margin{" "}
              <strong>
                <Money amount={margin.amount} currency={currency} />
              </strong>{" "}
              a unit{margin.percent && <>, {margin.percent} % of the price</>}
            </>
          ) : (
            "Margin: enter price and cost to see it"
          )}
        </p>
        <div className={classes.pair}>
          <Autocomplete
            id="incomeAccount"
            label="Income account"
            description="As your accounting names it"
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={words.incomeAccounts}
            autoComplete="off"
            {...form.getInputProps("incomeAccount")}
          />
          <Autocomplete
            id="expenseAccount"
            label="Expense account"
            data={words.expenseAccounts}
            autoComplete="off"
            {...form.getInputProps("expenseAccount")}
          />
        </div>
        <Checkbox id="isTaxable" label="Taxable" {...form.getInputProps("isTaxable", { type: "checkbox" })} />
        <Switch
          id="isActive"
          label="Active"
          description="Only active services can be put on new service lines"
          {...form.getInputProps("isActive", { type: "checkbox" })}
        />
        {service !== null && service.lines > 0 && (
          <p className={classes.margin}>
            {service.lines === 1 ? "1 service line uses" : `${service.lines} service lines use`} this service
            and keep the name, price and cost agreed there.
          </p>
        )}
        <div className={classes.foot}>
          <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
            Save
          </SubmitButton>
          <ButtonLink href={LIST} variant="default">
            Cancel
          </ButtonLink>
        </div>
      </form>
    </SectionCard>
  );
}
