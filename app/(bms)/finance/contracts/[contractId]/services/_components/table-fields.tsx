"use client";

import { Autocomplete } from "@mantine/core";
import { useEffect, useState } from "react";
import { foldText } from "@/lib/domain/counting/trait-value";
import { tableColumnsAction } from "../actions";
import { FilterValuesInput } from "./filter-values-input";
import classes from "./line-form.module.css";
import { BELOW, type LineFormState } from "./line-form-parts";

type TableColumn = { name: string; texts: string[] };

type TableFieldsProps = { form: LineFormState; assetTypeId: string; fieldId: string };

/** Which column of a Textbox's table is summed, and which of its rows count. Names are free text: types that no line bills yet have not been read. */
export function TableFields({ form, assetTypeId, fieldId }: TableFieldsProps) {
  const columns = useTableColumns(assetTypeId, fieldId);
  const { matchColumn, matchValues } = form.values.rule.table;
  const names = columns.map(({ name }) => name);
  const texts = columns.find(({ name }) => foldText(name) === foldText(matchColumn))?.texts ?? [];
  return (
    <div className={classes.fields}>
      <div className={classes.pair}>
        <Autocomplete
          id="rule.table.column"
          label="Column to sum"
          required
          data={names}
          description="Its header, such as Active Licenses. “25” and “25 active” are read; one row that is no number leaves its asset out."
          inputWrapperOrder={BELOW}
          {...form.getInputProps("rule.table.column")}
        />
        <Autocomplete
          id="rule.table.matchColumn"
          label="Match rows by column"
          placeholder="Every row counts"
          data={names}
          description="Its header, such as License Name. Leave it blank to count every row."
          inputWrapperOrder={BELOW}
          {...form.getInputProps("rule.table.matchColumn")}
        />
      </div>
      {(matchColumn !== "" || matchValues.length > 0) && (
        <FilterValuesInput
          id="rule.table.matchValues"
          label="Row value(s)"
          values={matchValues}
          known={texts}
          isDisabled={false}
          error={form.errors["rule.table.matchValues"]}
          onChange={(values) => {
            form.setFieldValue("rule.table.matchValues", values);
            form.clearFieldError("rule.table.matchValues");
          }}
        />
      )}
    </div>
  );
}

/** Columns of the tables in the assets last read; none while they are read, or when they cannot be. */
function useTableColumns(assetTypeId: string, fieldId: string): TableColumn[] {
  const [read, setRead] = useState<{ key: string; columns: TableColumn[] } | null>(null);
  const key = `${assetTypeId} ${fieldId}`;
  useEffect(() => {
    let isWanted = true;
    tableColumnsAction({ assetTypeId, fieldId })
      .then((result) => isWanted && result?.data && setRead({ key, columns: result.data }))
      .catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [assetTypeId, fieldId, key]);
  return read?.key === key ? read.columns : [];
}
