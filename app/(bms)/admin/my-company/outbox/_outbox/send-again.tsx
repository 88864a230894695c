"use client";

import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { SubmitButton } from "@/app/_components/submit-button";
import { requeueMailAction } from "../actions";

/** Has a message that failed tried again, with all its attempts before it. */
export function SendAgain({ messageId }: { messageId: string }) {
  const again = useAppAction(requeueMailAction, {
    onSuccess: () => notifications.show({ color: "green", message: "The message is sent again." }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!again.isPending) again.execute({ messageId });
      }}
    >
      {again.error && <ActionErrorAlert error={again.error} />}
      <SubmitButton isPending={again.isPending} pendingLabel="Sending…">
        Send again
      </SubmitButton>
    </form>
  );
}
