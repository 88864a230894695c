"use client";

import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import type { ActionError, FormFault } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { DateField } from "@/app/_components/date-field";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import type { FieldErrors } from "@/app/_components/form-errors";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { BELOW } from "@/app/(bms)/finance/contracts/[contractId]/services/_components/line-form-parts";
import { Margins } from "@/app/(bms)/finance/contracts/[contractId]/services/_components/margins";
import { appliedLineInput } from "@/lib/inputs/apply-rule";
import type { RuleToApply } from "@/lib/queries/apply-rule";
import classes from "./apply-rule.module.css";

export type NewLineValues = { name: string; unitPrice: string; unitCost: string; effectiveOn: string };

type NewLinesFormProps = {
  rule: RuleToApply;
  /** Today on the tenant's server. */
  businessOn: string;
  /** How many lines a save adds. */
  lines: number;
  isPending: boolean;
  /** What the server refused as a whole, and by field. */
  error: ActionError | null;
  fieldErrors: FieldErrors;
  /** Told as it is typed: the preview shows what it comes to. */
  onPrice: (unitPrice: string) => void;
  onSave: (values: NewLineValues) => void;
};

/** What all new lines have in common; counts, rule and terms are the server's. */
export function NewLinesForm(props: NewLinesFormProps) {
  const { rule, businessOn, lines, isPending, error, fieldErrors, onPrice, onSave } = props;
  const [faults, setFaults] = useState<FormFault[]>([]);
  const form = useForm<NewLineValues>({
    initialValues: {
      name: rule.lineName,
      unitPrice: rule.unitPrice,
      unitCost: rule.unitCost ?? "",
      effectiveOn: businessOn,
    },
    validate: faultsOf,
    onValuesChange: ({ unitPrice }) => onPrice(unitPrice),
  });
  const { setErrors } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: Mantine makes setErrors anew with every render
  useEffect(() => {
    if (Object.keys(fieldErrors).length === 0) return;
    setErrors(fieldErrors);
    setFaults(inSummary(fieldErrors));
  }, [fieldErrors]);
  const { unitPrice, unitCost } = form.values;
  const isNone = lines === 0;
  const send = () => {
    if (isPending) return;
    const errors = faultsOf(form.getValues());
    setErrors(errors);
    setFaults(inSummary(errors));
    if (Object.keys(errors).length === 0) onSave(form.getValues());
  };

  return (
    <SectionCard
      title="New service lines"
      description="Service, rule and billing terms come from the rule above."
    >
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <FormErrorSummary faults={faults} />
        <div className={classes.fields}>
          <TextInput
            id="name"
            label="Name"
            required
            autoComplete="off"
            description="The invoice shows it"
            inputWrapperOrder={BELOW}
            {...form.getInputProps("name")}
          />
          <TextInput
            id="unitPrice"
            label={`Unit price (${rule.currency})`}
            required
            inputMode="decimal"
            autoComplete="off"
            description={`On ${rule.lineName}: ${rule.unitPrice || "none"}`}
            inputWrapperOrder={BELOW}
            {...form.getInputProps("unitPrice")}
          />
          <TextInput
            id="unitCost"
            label={`Unit cost (${rule.currency})`}
            inputMode="decimal"
            autoComplete="off"
            description="Leave empty where unknown"
            inputWrapperOrder={BELOW}
            {...form.getInputProps("unitCost")}
          />
          <DateField
            id="effectiveOn"
            label="Effective from"
            required
            description="First billed day; a contract that starts later begins with its start"
            inputWrapperOrder={BELOW}
            {...form.getInputProps("effectiveOn")}
          />
        </div>
        <Margins own={{ unitPrice, unitCost }} ofService={null} currency={rule.currency} />
        {error && Object.keys(fieldErrors).length === 0 && <ActionErrorAlert error={error} />}
        <div>
          <SubmitButton isPending={isPending} pendingLabel="Adding lines…" isDisabled={isNone}>
            {addInWords(lines)}
          </SubmitButton>
        </div>
        {isNone && <p className={classes.muted}>Preview the counts, and tick at least one account.</p>}
      </form>
    </SectionCard>
  );
}

function addInWords(lines: number): string {
  if (lines === 0) return "Add service lines";
  return lines === 1 ? "Add 1 service line" : `Add ${lines} service lines`;
}

function faultsOf(values: NewLineValues): Record<string, string> {
  const issues = appliedLineInput.safeParse(values).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join("."), message]));
}

function inSummary(errors: Readonly<Partial<Record<string, string>>>): FormFault[] {
  return Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: message ?? "" }));
}
