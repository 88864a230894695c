"use client";

import { Button, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { DateField } from "@/app/_components/date-field";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { activateContractAction, deactivateContractAction } from "../../actions";

type ContractStatusProps = {
  contract: {
    id: string;
    version: number;
    name: string;
    status: "active" | "inactive";
    startOn: string;
    endOn: string | null;
  };
  /** Today on the tenant's server. */
  businessOn: string;
};

/** Deactivates a contract with its last billed day, or brings it back. */
export function ContractStatus({ contract, businessOn }: ContractStatusProps) {
  const isActive = contract.status === "active";
  const firstChoice = isActive ? earlierDay(businessOn, contract.endOn) : "";
  const [isAsking, setAsking] = useState(false);
  const [on, setOn] = useState(firstChoice);
  const close = () => {
    setAsking(false);
    deactivate.reset();
    activate.reset();
  };
  const done = (message: string) => {
    close();
    notifications.show({ color: "green", message });
  };
  const deactivate = useAppAction(deactivateContractAction, {
    onSuccess: () => done(`${contract.name} is inactive now.`),
  });
  const activate = useAppAction(activateContractAction, {
    onSuccess: () => done(`${contract.name} is active again.`),
  });
  const action = isActive ? deactivate : activate;
  const fieldError = action.fieldErrors[isActive ? "lastBilledOn" : "endOn"];
  const opened = { contractId: contract.id, version: contract.version };

  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setOn(firstChoice);
          setAsking(true);
        }}
      >
        {isActive ? "Deactivate" : "Activate"}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={isActive ? `Deactivate ${contract.name}?` : `Activate ${contract.name}?`}
        confirmLabel={isActive ? "Deactivate" : "Activate"}
        pendingLabel={isActive ? "Deactivating…" : "Activating…"}
        tone={isActive ? "danger" : "primary"}
        isPending={action.isPending}
        error={fieldError ? null : action.error}
        onConfirm={() =>
          isActive
            ? deactivate.execute({ ...opened, lastBilledOn: on })
            : activate.execute({ ...opened, endOn: on })
        }
        onCancel={close}
      >
        <Stack gap="sm">
          {isActive ? (
            <>
              <div>
                Nothing after the last billed day is billed, and days already posted beyond it are credited.
                Nothing that was billed is deleted.
              </div>
              <DateField
                label="Last billed day"
                required
                value={on}
                error={fieldError}
                onChange={(event) => setOn(event.currentTarget.value)}
              />
            </>
          ) : (
            <>
              <div>
                It is counted and billed again, also for the days since it ended
                {contract.endOn ? `, ${formatCalendarDate(contract.endOn)}` : ""}.
              </div>
              <DateField
                label="End date"
                description="Leave empty for an open end"
                value={on}
                error={fieldError}
                onChange={(event) => setOn(event.currentTarget.value)}
              />
            </>
          )}
        </Stack>
      </ConfirmDialog>
    </>
  );
}

function earlierDay(day: string, other: string | null): string {
  return other !== null && other < day ? other : day;
}
