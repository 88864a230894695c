"use client";

import { Button, Stack, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { ToleranceFields } from "@/app/_components/tolerance-fields";
import { saveLineToleranceInput } from "@/lib/inputs/nightly-changes";
import type { LineLimits } from "@/lib/queries/line-limits";
import { saveLineToleranceAction } from "../../actions";

type OwnLimitsProps = {
  line: { id: string; name: string };
  limits: LineLimits;
  /** Learned from the line's own changes; fills the field only when a person asks for it. */
  suggestedUnits: string | null;
};

type Draft = { isOwn: boolean; percent: string; units: string; money: string };

/** Gives a line limits of its own, or takes them back. */
export function OwnLimits({ line, limits, suggestedUnits }: OwnLimitsProps) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [faults, setFaults] = useState<Partial<Record<string, string>>>({});
  const action = useAppAction(saveLineToleranceAction, {
    onSuccess: () => {
      close();
      notifications.show({
        color: "green",
        message: `Limits of ${line.name} saved, from the next count on.`,
      });
    },
  });
  const close = () => {
    setDraft(null);
    setFaults({});
    action.reset();
  };
  const open = () => {
    const { percent, units, money } = limits.own ?? limits.company;
    setDraft({
      isOwn: limits.own !== null,
      percent: percent ?? "",
      units: units ?? "",
      money: money ?? "",
    });
  };
  const change = (values: Partial<Draft>) => {
    setDraft((current) => current && { ...current, ...values });
    setFaults({});
  };
  const send = () => {
    if (!draft) return;
    const input = { lineId: line.id, ...draft };
    const parsed = saveLineToleranceInput.safeParse(input);
    if (parsed.success) return action.execute(input);
    setFaults(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join("."), message])));
  };
  const hasFieldFault = Object.keys(action.fieldErrors).length > 0;
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        Change limits
      </Button>
      <ConfirmDialog
        isOpen={draft !== null}
        title={`How far may a night change ${line.name}?`}
        confirmLabel="Save limits"
        pendingLabel="Saving…"
        isPending={action.isPending}
        error={hasFieldFault ? null : action.error}
        onConfirm={send}
        onCancel={close}
      >
        <Stack gap="sm">
          <Switch
            label="This line has its own limits"
            description="Off: the limits under Admin > My Company > Nightly Changes apply."
            checked={draft?.isOwn ?? false}
            onChange={(event) => change({ isOwn: event.currentTarget.checked })}
          />
          {draft?.isOwn && (
            <>
              <ToleranceFields
                inputProps={(field) => ({
                  value: draft[field],
                  error: faults[field] ?? action.fieldErrors[field],
                  onChange: (event: { currentTarget: HTMLInputElement }) =>
                    change({ [field]: event.currentTarget.value }),
                })}
              />
              {suggestedUnits !== null && (
                <div>
                  <Button
                    variant="subtle"
                    size="xs"
                    onClick={() => change({ percent: "", units: suggestedUnits })}
                  >
                    Use {suggestedUnits} units, as this line's changes were
                  </Button>
                </div>
              )}
            </>
          )}
        </Stack>
      </ConfirmDialog>
    </>
  );
}
