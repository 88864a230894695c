"use client";

import { Checkbox, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { DateField } from "@/app/_components/date-field";
import { type BulkChangeLinesInput, bulkChangeLinesInput } from "@/lib/inputs/service-lines";
import type { ServiceRow } from "@/lib/queries/services";
import { bulkChangeLinesAction } from "../actions";
import { type BulkOutcome, type ChosenLine, linesInWords } from "./chosen-lines";

type ChangeLinesDialogProps = {
  service: Pick<ServiceRow, "id" | "name" | "description" | "unitPrice" | "unitCost">;
  chosen: readonly ChosenLine[];
  onDone: (outcome: BulkOutcome) => void;
  onCancel: () => void;
};

type Field = "name" | "description" | "unitPrice" | "unitCost";

/** What to set on the chosen lines: only ticked fields change, and each begins with what the service says. */
export function ChangeLinesDialog({ service, chosen, onDone, onCancel }: ChangeLinesDialogProps) {
  const currencies = [...new Set(chosen.map(({ currency }) => currency))].sort();
  const [ticked, setTicked] = useState<ReadonlySet<Field>>(new Set(["unitPrice"]));
  const [typed, setTyped] = useState<Record<Field, string>>({
    name: service.name,
    description: service.description,
    unitPrice: service.unitPrice,
    unitCost: service.unitCost ?? "",
  });
  const [currency, setCurrency] = useState<string | null>(
    currencies.length === 1 ? (currencies[0] ?? null) : null,
  );
  const [effectiveOn, setEffectiveOn] = useState("");
  const [faults, setFaults] = useState<Partial<Record<string, string>>>({});
  const change = useAppAction(bulkChangeLinesAction, { onSuccess: (outcome) => onDone(outcome) });
  const isPriced = ticked.has("unitPrice") || ticked.has("unitCost");

  const send = () => {
    const wanted = Object.fromEntries([...ticked].map((field) => [field, typed[field]]));
    const input: BulkChangeLinesInput = {
      ...wanted,
      serviceId: service.id,
      // Where no price changes, the currency says nothing.
      currency: (isPriced ? currency : currencies[0]) ?? "",
      priceEffectiveOn: isPriced && effectiveOn !== "" ? effectiveOn : null,
      lines: chosen.map(({ lineId, version }) => ({ lineId, version })),
    };
    const parsed = bulkChangeLinesInput.safeParse(input);
    if (parsed.success) return change.execute(input);
    setFaults(
      Object.fromEntries(
        parsed.error.issues.map(({ path, message }) => [String(path[0] ?? "form"), message]),
      ),
    );
  };
  const fault = (field: string) => faults[field] ?? change.fieldErrors[field];
  const tick = (field: Field, isTicked: boolean) => {
    setFaults({});
    const next = new Set(ticked);
    if (isTicked) next.add(field);
    else next.delete(field);
    setTicked(next);
  };
  const type = (field: Field, value: string) => {
    setFaults({});
    setTyped({ ...typed, [field]: value });
  };
  const control = (field: Field) => ({
    value: typed[field],
    error: fault(field),
    autoComplete: "off",
    onChange: (event: { currentTarget: { value: string } }) => type(field, event.currentTarget.value),
  });
  const box = (field: Field, label: string) => (
    <Checkbox
      label={label}
      checked={ticked.has(field)}
      onChange={(event) => tick(field, event.currentTarget.checked)}
    />
  );
  const inCurrency = currency === null ? "" : ` (${currency})`;

  return (
    <ConfirmDialog
      isOpen
      title={`Change ${linesInWords(chosen.length)} of ${service.name}?`}
      confirmLabel={`Change ${linesInWords(chosen.length)}`}
      pendingLabel="Changing…"
      isPending={change.isPending}
      canConfirm={ticked.size > 0}
      error={Object.keys(change.fieldErrors).length > 0 ? null : change.error}
      onConfirm={send}
      onCancel={onCancel}
    >
      <Stack gap="sm">
        <div>Tick what changes; everything else stays as each line has it. Units are never changed here.</div>
        {(fault("form") ?? fault("lines")) && <div role="alert">{fault("form") ?? fault("lines")}</div>}
        {box("name", "Change the name")}
        {ticked.has("name") && <TextInput label="Name" required maxLength={200} {...control("name")} />}
        {box("description", "Change the description")}
        {ticked.has("description") && (
          <Textarea label="Description" autosize minRows={2} maxRows={6} {...control("description")} />
        )}
        {box("unitPrice", "Change the unit price")}
        {isPriced && currencies.length > 1 && (
          <Select
            label="Currency of the price"
            description="The chosen contracts bill in different currencies; lines in another one stay as they are"
            required
            data={currencies}
            value={currency}
            error={fault("currency")}
            onChange={(value) => {
              setFaults({});
              setCurrency(value);
            }}
          />
        )}
        {ticked.has("unitPrice") && (
          <TextInput
            label={`Unit price${inCurrency}`}
            required
            inputMode="decimal"
            {...control("unitPrice")}
          />
        )}
        {box("unitCost", "Change the unit cost")}
        {ticked.has("unitCost") && (
          <TextInput
            label={`Unit cost${inCurrency}`}
            description="Leave empty where unknown"
            inputMode="decimal"
            {...control("unitCost")}
          />
        )}
        {isPriced && (
          <DateField
            label="Price effective from"
            description="Leave empty for the next period of each line's contract. What was billed before that day stays as it is."
            value={effectiveOn}
            error={fault("priceEffectiveOn")}
            onChange={(event) => {
              setFaults({});
              setEffectiveOn(event.currentTarget.value);
            }}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
