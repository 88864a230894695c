"use client";

import { Button, Checkbox, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Instant } from "@/app/_components/instant";
import { type AssetType, valueFields } from "@/lib/domain/counting/count-rule";
import type { FormAssetType } from "@/lib/queries/line-form-types";
import { ClearedNote, useCleared } from "./cleared-note";
import { withBillBy, withFilterField, withType } from "./cleared-rule";
import { ConditionRow } from "./condition-row";
import { OptionNote } from "./filter-values-input";
import classes from "./line-form.module.css";
import { BELOW, type LineFormState } from "./line-form-parts";
import { NO_CONDITION } from "./line-form-values";
import { assetsInWords } from "./suggestion-words";
import { TableFields } from "./table-fields";

type CountRuleFieldsProps = {
  form: LineFormState;
  contractId: string;
  /** Whether the account has an organization: without one it has no number of assets either. */
  isMapped: boolean;
  assetTypes: FormAssetType[];
  typesReadAt: string | null;
  timeZone: string;
  onReadTypes: () => void;
  isReadingTypes: boolean;
};

const GONE = "no longer in IT Glue";

/** What is counted: the asset type, what of each asset counts, and which assets. A parent that changes clears its children. */
export function CountRuleFields(props: CountRuleFieldsProps) {
  const { form, contractId, isMapped, assetTypes, typesReadAt, timeZone, onReadTypes, isReadingTypes } =
    props;
  const cleared = useCleared(form);
  const { rule } = form.values;
  const { assetTypeId, billBy, conditions, includeArchived } = rule;
  const type = assetTypes.find(({ id }) => id === assetTypeId);
  const isGone = assetTypeId !== "" && !type;
  const assetsOf = new Map(assetTypes.map(({ id, assets }) => [id, assetsInWords(assets)]));

  /** A filter that is still blank is the next one: it is gone to instead of adding a second blank one. */
  const addCondition = () => {
    const blank = conditions.findIndex(({ fieldId, values }) => fieldId === "" && values.length === 0);
    if (blank < 0) form.setFieldValue("rule.conditions", [...conditions, NO_CONDITION]);
    else document.getElementById(`rule.conditions.${blank}.fieldId`)?.focus();
  };

  return (
    <div className={classes.fields}>
      <div role="status" className="visually-hidden">
        {cleared.note}
      </div>
      <div className={classes.pair}>
        <Select
          id="rule.assetTypeId"
          label="Asset type"
          required
          searchable
          placeholder="Choose a flexible asset type"
          data={[
            ...assetTypes.map(({ id, name, isEnabled }) => ({
              value: id,
              label: isEnabled ? name : `${name} (disabled in IT Glue)`,
              disabled: !isEnabled,
            })),
            ...(isGone ? [{ value: assetTypeId, label: `An asset type ${GONE}` }] : []),
          ]}
          renderOption={({ option }) => (
            <OptionNote label={option.label} note={isMapped ? (assetsOf.get(option.value) ?? null) : null} />
          )}
          nothingFoundMessage="No asset type of this name"
          description={type && isMapped && <AssetsOfType type={type} timeZone={timeZone} />}
          inputWrapperOrder={BELOW}
          value={assetTypeId || null}
          onChange={(nextId) => cleared.change("type", withType(rule, nextId ?? "", type))}
          error={form.errors["rule.assetTypeId"] ?? (isGone ? `This asset type is ${GONE}` : undefined)}
        />
        <Select
          id="rule.billBy"
          label="Bill by value"
          required
          searchable
          placeholder={type ? "Choose what counts" : "Choose an asset type first"}
          disabled={!type}
          data={type ? billByOptions(type, billBy) : []}
          description={type && (whyNoNumbers(type) ?? percentNote(type, billBy))}
          inputWrapperOrder={BELOW}
          value={billBy || null}
          onChange={(next) => cleared.change("type", withBillBy(rule, next ?? "", type))}
          error={form.errors["rule.billBy"]}
        />
      </div>
      <div className={classes.inline}>
        <p className={classes.muted}>
          {typesReadAt ? (
            <>
              Asset types and fields as of <Instant at={typesReadAt} timeZone={timeZone} />.
            </>
          ) : (
            "Asset types have not been read from IT Glue yet."
          )}
        </p>
        <Button variant="default" size="compact-sm" onClick={onReadTypes} disabled={isReadingTypes}>
          {isReadingTypes ? "Reading asset types…" : "Read asset types again"}
        </Button>
      </div>
      {type && billBy.startsWith("table:") && (
        <TableFields form={form} assetTypeId={type.id} fieldId={billBy.slice("table:".length)} />
      )}
      <ClearedNote cleared={cleared} place="type" />
      <fieldset className={classes.rows}>
        <legend className="visually-hidden">Filters</legend>
        {conditions.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id, and are only added at the end or removed
          <div key={index} className={classes.rows}>
            {index > 0 && <p className={classes.and}>and</p>}
            <ConditionRow
              form={form}
              index={index}
              type={type}
              contractId={contractId}
              onField={(fieldId) =>
                cleared.change(`filter ${index}`, withFilterField(rule, index, fieldId, type))
              }
              onRemove={
                conditions.length > 1 || condition.fieldId !== "" || condition.values.length > 0
                  ? () =>
                      form.setFieldValue(
                        "rule.conditions",
                        conditions.length > 1
                          ? conditions.filter((_, other) => other !== index)
                          : [NO_CONDITION],
                      )
                  : null
              }
            />
            <ClearedNote cleared={cleared} place={`filter ${index}`} />
          </div>
        ))}
      </fieldset>
      <div className={classes.inline}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          disabled={!type}
          onClick={addCondition}
        >
          Add condition
        </Button>
        <p className={classes.muted}>Values of one filter are alternatives; every filter must hold.</p>
      </div>
      <Checkbox
        id="rule.includeArchived"
        label="Include archived assets"
        checked={includeArchived}
        onChange={(event) => form.setFieldValue("rule.includeArchived", event.currentTarget.checked)}
      />
    </div>
  );
}

function billByOptions(type: AssetType, chosen: string) {
  const { numbers, tags, tables } = valueFields(type);
  const items = [
    ...numbers.map((field) => ({
      value: `field:${field.id}`,
      label: field.kind === "Percent" ? `${field.name} (Percent)` : field.name,
    })),
    { value: "assets", label: "Number of assets" },
    ...tags.map((field) => ({ value: `tags:${field.id}`, label: `Number of tags in ${field.name}` })),
    ...tables.map((field) => ({
      value: `table:${field.id}`,
      label: `A column of the table in ${field.name}`,
    })),
  ];
  const isKnown = chosen === "" || items.some(({ value }) => value === chosen);
  return isKnown ? items : [...items, { value: chosen, label: `A field ${GONE}, or of another kind now` }];
}

function whyNoNumbers(type: AssetType): string | undefined {
  const { numbers, tables } = valueFields(type);
  if (numbers.length > 0) return undefined;
  const instead =
    tables.length > 0
      ? "Numbers in the table of a Textbox can be read: choose “A column of the table”"
      : "Count its assets";
  return `${type.name} has no Number or Percent field, so there is no value to sum. ${instead}, or add such a field in IT Glue.`;
}

/** Units are added up, which is seldom meant of shares. */
function percentNote(type: AssetType, billBy: string): string | undefined {
  const field = type.fields.find(({ id }) => billBy === `field:${id}`);
  return field?.kind === "Percent"
    ? `${field.name} is a Percent field: 50 % and 25 % are counted as 75 units.`
    : undefined;
}

function AssetsOfType({
  type: { assets, assetsReadAt },
  timeZone,
}: {
  type: FormAssetType;
  timeZone: string;
}) {
  if (assets === null || assetsReadAt === null)
    return "Assets of this type are not read yet: Update Units asks IT Glue for this account’s.";
  return (
    <>
      {assetsInWords(assets)} in this account, as read on <Instant at={assetsReadAt} timeZone={timeZone} />
    </>
  );
}
