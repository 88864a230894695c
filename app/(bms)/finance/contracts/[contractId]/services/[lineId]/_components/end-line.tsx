"use client";

import { Button, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { DateField } from "@/app/_components/date-field";
import { endLineAction } from "../../actions";

type EndLineProps = {
  line: { id: string; version: number; name: string; endOn: string | null };
  /** Today on the tenant's server. */
  businessOn: string;
};

/** Ends a service line with its last billed day, or takes that back. */
export function EndLine({ line, businessOn }: EndLineProps) {
  const [isAsking, setAsking] = useState(false);
  const [on, setOn] = useState(line.endOn ?? businessOn);
  const action = useAppAction(endLineAction, {
    onSuccess: (_, { lastBilledOn }) => {
      close();
      notifications.show({
        color: "green",
        message: lastBilledOn
          ? `${line.name} is billed through ${lastBilledOn}.`
          : `${line.name} has no end now.`,
      });
    },
  });
  const close = () => {
    setAsking(false);
    action.reset();
  };
  const send = (lastBilledOn: string | null) =>
    action.execute({ lineId: line.id, version: line.version, lastBilledOn });
  const fieldError = action.fieldErrors.lastBilledOn;

  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setOn(line.endOn ?? businessOn);
          setAsking(true);
        }}
      >
        {line.endOn === null ? "End line" : "Change end"}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={`End ${line.name}?`}
        confirmLabel={on === "" && line.endOn !== null ? "Take the end back" : "Set last billed day"}
        pendingLabel="Saving…"
        isPending={action.isPending}
        canConfirm={on !== "" || line.endOn !== null}
        error={fieldError ? null : action.error}
        onConfirm={() => send(on === "" ? null : on)}
        onCancel={close}
      >
        <Stack gap="sm">
          <div>
            Days after the last billed day are not billed; where they are posted already, they are credited.
            Nothing that was billed is deleted.
          </div>
          <DateField
            label="Last billed day"
            required={line.endOn === null}
            description={line.endOn === null ? undefined : "Leave empty to take the end back"}
            value={on}
            error={fieldError}
            onChange={(event) => setOn(event.currentTarget.value)}
          />
        </Stack>
      </ConfirmDialog>
    </>
  );
}
