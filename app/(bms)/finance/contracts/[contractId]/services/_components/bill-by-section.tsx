"use client";

import { Button, Radio, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useRef } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { type AppActionState, useAppAction } from "@/app/_components/action-feedback";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { countRuleSchema } from "@/lib/domain/counting/count-rule";
import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import type { UnadmittedValue } from "@/lib/domain/counting/unadmitted-values";
import type { UpdateUnitsFormInput } from "@/lib/inputs/contract-lines";
import type { LineForm } from "@/lib/queries/line-form";
import { refreshAssetTypesAction } from "../actions";
import { Backtest } from "./backtest";
import { BillByNote } from "./bill-by-note";
import { commitTyped, KeepFocus } from "./commit-typed";
import { CountResult } from "./count-result";
import { CountRuleFields } from "./count-rule-fields";
import { isOutdated, type ShownCount, type UpdateUnitsResult } from "./count-state";
import classes from "./line-form.module.css";
import { BELOW, type LineFormState } from "./line-form-parts";
import { lineFormErrors, ruleOf, sentConditions } from "./line-form-values";
import { useSlow } from "./use-slow";

type BillBySectionProps = {
  form: LineFormState;
  data: LineForm;
  timeZone: string;
  /** What still stands in the way of a count. */
  prerequisites: ReactNode;
  shown: ShownCount | null;
  onDiscard: () => void;
  update: AppActionState<UpdateUnitsFormInput, UpdateUnitsResult>;
  /** What of the line's units is not in order, shown beside the button. */
  fault: ReactNode;
};

/** Bill by: None, with units typed by hand, or Flexible assets, counted in IT Glue. */
export function BillBySection(props: BillBySectionProps) {
  const { form, data, timeZone, prerequisites, shown, onDiscard, update, fault } = props;
  const { by, rule } = form.values;
  const isSlow = useSlow(update.isPending);
  const recountId = useRef("");
  const readTypes = useAppAction(async (_: undefined) => refreshAssetTypesAction(), {
    onSuccess: ({ types }) => notifications.show({ color: "green", message: `${types} asset types read.` }),
  });

  const ask = () => {
    if (update.isPending) return;
    commitTyped();
    const values = form.getValues();
    const faults = Object.entries(lineFormErrors(values)).filter(([field]) => field.startsWith("rule."));
    form.clearFieldError("readingId");
    if (faults.length > 0) {
      form.setErrors({
        ...form.errors,
        ...Object.fromEntries(faults),
        readingId: "First put right what is marked above",
      });
      return;
    }
    recountId.current = crypto.randomUUID();
    update.execute({
      contractId: data.contract.id,
      lineId: data.line?.id ?? null,
      rule: ruleOf(values.rule),
      recountId: recountId.current,
    });
  };
  const cancel = () =>
    fetch(`/api/recounts/${recountId.current}/cancel`, { method: "POST" }).then(
      ({ ok }) => !ok && notifications.show({ color: "red", message: "The count could not be canceled." }),
      () => notifications.show({ color: "red", message: "The count could not be canceled." }),
    );

  const include = ({ condition, value }: UnadmittedValue) => {
    const path = `rule.conditions.${sentConditions(rule)[condition]}.values` as const;
    form.setFieldValue(path, (values: string[]) => [...values, value]);
    // "Include" goes with the count it was part of: the next deed is to count again.
    document.getElementById("readingId")?.querySelector("button")?.focus();
  };

  return (
    <SectionCard title="Units">
      <div className={classes.fields}>
        <Radio.Group label="Bill by" {...form.getInputProps("by")}>
          <div className={classes.radios}>
            <Radio value="none" label="None" description="Units are typed by hand" id="by" />
            <Radio
              value="flexible-assets"
              label="Flexible assets"
              description="Units are counted in IT Glue every night"
            />
          </div>
        </Radio.Group>
        <BillByNote form={form} data={data} />
        {by === "none" ? (
          <TextInput
            id="units"
            label="Units"
            required
            inputMode="decimal"
            autoComplete="off"
            description="At most four decimals"
            inputWrapperOrder={BELOW}
            maw="16rem"
            {...form.getInputProps("units")}
          />
        ) : (
          <>
            {prerequisites}
            <CountRuleFields
              form={form}
              contractId={data.contract.id}
              isMapped={data.setUp.organizations.length > 0}
              assetTypes={data.assetTypes}
              typesReadAt={data.typesReadAt}
              timeZone={timeZone}
              onReadTypes={() => readTypes.execute(undefined)}
              isReadingTypes={readTypes.isPending}
            />
            {readTypes.error && <ActionErrorAlert error={readTypes.error} />}
            <div className={classes.inline}>
              <KeepFocus id="readingId">
                <SubmitButton
                  type="button"
                  variant="default"
                  isPending={isSlow}
                  pendingLabel="Asking IT Glue…"
                  onClick={ask}
                >
                  Update Units
                </SubmitButton>
              </KeepFocus>
              {isSlow ? (
                <Button variant="subtle" onClick={cancel}>
                  Cancel
                </Button>
              ) : (
                <p className={classes.muted}>Asks IT Glue now. Units change when you save.</p>
              )}
            </div>
            {data.line && (
              <Backtest
                lineId={data.line.id}
                rule={ruleOf(rule)}
                isRuleSound={countRuleSchema.safeParse(ruleOf(rule)).success}
              />
            )}
            {update.error && <ActionErrorAlert error={update.error} />}
            {fault}
            {shown && (
              <CountResult
                shown={shown}
                isOutdated={isOutdated(shown, ruleOf(rule))}
                ruleInWords={rulesWords(data, shown)}
                valueLabel={valueLabelOf(data, shown)}
                timeZone={timeZone}
                unitPrice={form.values.unitPrice}
                currency={data.contract.currency}
                onInclude={include}
                onDiscard={onDiscard}
              />
            )}
          </>
        )}
      </div>
    </SectionCard>
  );
}

/** Where IT Glue was not read, only the form knows the names of type and fields. */
function rulesWords({ assetTypes }: LineForm, { rule, result }: ShownCount): string {
  if (result.state !== "unreachable" && result.state !== "unmapped") return result.ruleInWords;
  return ruleInWords(rule, assetTypes.find(({ id }) => id === rule.assetTypeId) ?? null);
}

function valueLabelOf({ assetTypes }: LineForm, { rule: { assetTypeId, billBy } }: ShownCount): string {
  if (billBy.by === "assets") return "Assets";
  if (billBy.by === "table") return billBy.column;
  const fields = assetTypes.find(({ id }) => id === assetTypeId)?.fields ?? [];
  return fields.find(({ id }) => id === billBy.fieldId)?.name ?? "Value";
}
