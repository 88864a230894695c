"use client";

import { Button, Stack, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { DateField } from "@/app/_components/date-field";
import { setOverrideInput } from "@/lib/inputs/unit-overrides";
import { setOverrideAction } from "../../actions";

type SetOverrideProps = {
  line: { id: string; version: number; name: string };
  /** Today on the tenant's server. */
  businessOn: string;
};

type Draft = { units: string; fromOn: string; throughOn: string; reason: string };

/** Bills other units than counted ones for some days, with a reason. */
export function SetOverride({ line, businessOn }: SetOverrideProps) {
  const blank: Draft = { units: "", fromOn: businessOn, throughOn: "", reason: "" };
  const [draft, setDraft] = useState<Draft | null>(null);
  const [faults, setFaults] = useState<Partial<Record<string, string>>>({});
  const action = useAppAction(setOverrideAction, {
    onSuccess: (_, { units, fromOn, throughOn }) => {
      close();
      notifications.show({
        color: "green",
        message: `${line.name} bills ${units} units from ${fromOn} through ${throughOn}.`,
      });
    },
  });
  const close = () => {
    setDraft(null);
    setFaults({});
    action.reset();
  };
  const change = (values: Partial<Draft>) => {
    setDraft((current) => ({ ...(current ?? blank), ...values }));
    setFaults({});
  };
  const send = () => {
    const input = { lineId: line.id, version: line.version, ...(draft ?? blank) };
    const parsed = setOverrideInput.safeParse(input);
    if (parsed.success) return action.execute(input);
    setFaults(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join("."), message])));
  };
  const fault = (field: keyof Draft) => faults[field] ?? action.fieldErrors[field];
  const hasFieldFault = Object.keys(action.fieldErrors).length > 0;

  return (
    <>
      <Button variant="default" onClick={() => setDraft(blank)}>
        Override units
      </Button>
      <ConfirmDialog
        isOpen={draft !== null}
        title={`Override the units of ${line.name}?`}
        confirmLabel="Set units"
        pendingLabel="Saving…"
        isPending={action.isPending}
        error={hasFieldFault ? null : action.error}
        onConfirm={send}
        onCancel={close}
      >
        <Stack gap="sm">
          <div>
            These units are billed in place of counted ones, prorated like any change. Counting goes on beside
            them; the day after the last one, the latest count applies again.
          </div>
          <TextInput
            id="override-units"
            label="Units"
            required
            inputMode="decimal"
            autoComplete="off"
            data-autofocus
            value={draft?.units ?? ""}
            error={fault("units")}
            onChange={(event) => change({ units: event.currentTarget.value })}
          />
          <DateField
            label="First day"
            required
            value={draft?.fromOn ?? ""}
            error={fault("fromOn")}
            onChange={(event) => change({ fromOn: event.currentTarget.value })}
          />
          <DateField
            label="Last day"
            required
            value={draft?.throughOn ?? ""}
            error={fault("throughOn")}
            onChange={(event) => change({ throughOn: event.currentTarget.value })}
          />
          <Textarea
            id="override-reason"
            label="Reason"
            description="Others read it on this page and in the audit log."
            withAsterisk
            autosize
            minRows={2}
            maxLength={500}
            value={draft?.reason ?? ""}
            error={fault("reason")}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
        </Stack>
      </ConfirmDialog>
    </>
  );
}
