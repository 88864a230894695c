"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { SubmitButton } from "@/app/_components/submit-button";
import { checkConnectAction, disconnectAction } from "../actions";
import classes from "./integrations.module.css";

type Disconnected = { kind: "oauth" | "api-key"; isRevoked: boolean };

/** Asking IT Glue whether the connection holds, and ending it. */
export function ConnectedFoot({ canCheck, isCounting }: { canCheck: boolean; isCounting: boolean }) {
  const [isAsking, setIsAsking] = useState(false);
  const check = useAppAction<undefined, { status: "connected" | "reconnect" }>(() => checkConnectAction(), {
    onSuccess: ({ status }) => {
      if (status === "connected")
        notifications.show({ color: "green", message: "IT Glue accepts your connection." });
    },
  });
  const end = useAppAction<undefined, Disconnected>(() => disconnectAction(), {
    onSuccess: (ended) => {
      setIsAsking(false);
      notifications.show({ color: "green", message: endInWords(ended) });
    },
  });
  return (
    <>
      {check.error && <ActionErrorAlert error={check.error} />}
      <div className={classes.foot}>
        {canCheck && (
          <SubmitButton
            type="button"
            variant="default"
            isPending={check.isPending}
            pendingLabel="Asking IT Glue…"
            onClick={() => check.execute(undefined)}
          >
            Check connection
          </SubmitButton>
        )}
        <Button variant="default" onClick={() => setIsAsking(true)}>
          Disconnect
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title="Disconnect your IT Glue account?"
        confirmLabel="Disconnect"
        pendingLabel="Disconnecting…"
        tone="danger"
        isPending={end.isPending}
        error={end.error}
        onConfirm={() => end.execute(undefined)}
        onCancel={() => setIsAsking(false)}
      >
        You can no longer press Update Units until you connect again.{" "}
        {isCounting
          ? "Your company counts as you: nothing is counted, and units stay as they are, until you connect again or an Administrator chooses another identity in IT Glue Settings."
          : "Nightly counts go on: they do not run on your connection."}
      </ConfirmDialog>
    </>
  );
}

function endInWords({ kind, isRevoked }: Disconnected): string {
  if (kind === "api-key")
    return "Disconnected. Your API key was deleted here; revoke it in IT Glue if you no longer use it.";
  return isRevoked
    ? "Disconnected, and the access was ended at IT Glue."
    : "Disconnected here. IT Glue could not be told; the access ends there by itself.";
}
