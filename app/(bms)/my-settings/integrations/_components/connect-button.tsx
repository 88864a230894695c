"use client";

import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { SubmitButton } from "@/app/_components/submit-button";
import { startConnectAction } from "../actions";

/** Leaves for IT Glue, which asks for the person's leave and sends them back here. */
export function ConnectButton({ label }: { label: string }) {
  const [isLeaving, setIsLeaving] = useState(false);
  const start = useAppAction<undefined, { authorizeUrl: string }>(() => startConnectAction(), {
    onSuccess: ({ authorizeUrl }) => {
      setIsLeaving(true);
      window.location.assign(authorizeUrl);
    },
  });
  return (
    <>
      {start.error && <ActionErrorAlert error={start.error} />}
      <div>
        <SubmitButton
          type="button"
          isPending={start.isPending || isLeaving}
          pendingLabel="Going to IT Glue…"
          onClick={() => start.execute(undefined)}
        >
          {label}
        </SubmitButton>
      </div>
    </>
  );
}
