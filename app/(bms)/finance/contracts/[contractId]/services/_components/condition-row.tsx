"use client";

import { ActionIcon, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { type AssetType, filterFields } from "@/lib/domain/counting/count-rule";
import type { FilterSuggestion } from "@/lib/domain/counting/filter-suggestions";
import type { AskedFilterValues } from "@/lib/inputs/filter-values";
import { filterValuesAction } from "../actions";
import { FilterValuesInput } from "./filter-values-input";
import classes from "./line-form.module.css";
import type { LineFormState } from "./line-form-parts";
import { wholeBillBy } from "./line-form-values";
import { measureOf, suggestionInWords } from "./suggestion-words";

type ConditionRowProps = {
  form: LineFormState;
  index: number;
  type: AssetType | undefined;
  /** Whose account's values are offered. */
  contractId: string;
  onField: (fieldId: string) => void;
  onRemove: (() => void) | null;
};

/** One filter: a field, and the values of which one must be there. */
export function ConditionRow({ form, index, type, contractId, onField, onRemove }: ConditionRowProps) {
  const condition = form.values.rule.conditions[index] ?? { fieldId: "", values: [] };
  const fields = type ? filterFields(type) : [];
  const field = fields.find((each) => each.field.id === condition.fieldId)?.field;
  const billBy = wholeBillBy(form.values.rule);
  const suggestions = useSuggestions({
    contractId,
    assetTypeId: type?.id ?? "",
    fieldId: condition.fieldId,
    billBy,
    includeArchived: form.values.rule.includeArchived,
  });
  const known = suggestions?.map(({ value }) => value) ?? field?.options ?? [];
  const measure = measureOf(billBy, type);
  const path = `rule.conditions.${index}` as const;

  return (
    <div className={classes.condition}>
      <Select
        id={`${path}.fieldId`}
        label="Filter By"
        placeholder={type ? "No filter" : "Asset type first"}
        searchable
        clearable
        disabled={!type}
        data={[
          ...fields.map(({ field: each, disabledReason }) => ({
            value: each.id,
            label: disabledReason ? `${each.name} (${disabledReason})` : each.name,
            disabled: disabledReason !== null,
          })),
          ...(type && condition.fieldId !== "" && !field
            ? [{ value: condition.fieldId, label: "A field no longer in IT Glue" }]
            : []),
        ]}
        value={condition.fieldId || null}
        onChange={(fieldId) => onField(fieldId ?? "")}
        error={form.errors[`${path}.fieldId`]}
      />
      <FilterValuesInput
        id={`${path}.values`}
        values={condition.values}
        known={known}
        noteOf={(value) => {
          const suggestion = suggestions?.find((each) => each.value === value);
          return suggestion ? suggestionInWords(suggestion, measure) : null;
        }}
        isDisabled={!type}
        error={form.errors[`${path}.values`]}
        onChange={(values) => {
          form.setFieldValue(`${path}.values`, values);
          form.clearFieldError(`${path}.values`);
        }}
      />
      {onRemove && (
        <ActionIcon
          className={classes.remove}
          variant="subtle"
          color="gray"
          aria-label={`Remove filter ${index + 1}`}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      )}
    </div>
  );
}

/** A column's name is part of the question and is typed letter by letter. */
const ASK_AFTER_MILLISECONDS = 250;

/** Values of the assets last read, with what they count for; null until they are there, or when they cannot be read. */
function useSuggestions(asked: AskedFilterValues): FilterSuggestion[] | null {
  const [read, setRead] = useState<{ key: string; values: FilterSuggestion[] } | null>(null);
  const key = canonicalJson(asked);
  useEffect(() => {
    const input = JSON.parse(key) as AskedFilterValues;
    if (input.assetTypeId === "" || input.fieldId === "") return;
    let isWanted = true;
    const timer = setTimeout(() => {
      filterValuesAction(input)
        .then((result) => isWanted && result?.data && setRead({ key, values: result.data }))
        .catch(() => undefined);
    }, ASK_AFTER_MILLISECONDS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [key]);
  return read?.key === key ? read.values : null;
}
