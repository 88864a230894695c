"use client";

import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import type { ConnectionRow } from "@/lib/queries/connections";
import { disconnectUserAction } from "../actions";

type DisconnectDialogProps = {
  row: ConnectionRow;
  isOwn: boolean;
  onClose: () => void;
  /** Closes the dialog and tells the person what was done. */
  onDone: (message: string) => void;
};

/** Asks before somebody's Connect is ended, and says what stops with it. */
export function DisconnectDialog({ row, isOwn, onClose, onDone }: DisconnectDialogProps) {
  const who = isOwn ? "You" : row.name;
  const end = useAppAction(disconnectUserAction, {
    onSuccess: ({ kind, isRevoked }) => onDone(`${row.name} is disconnected. ${whatOfIt(kind, isRevoked)}`),
  });
  return (
    <ConfirmDialog
      isOpen
      title={isOwn ? "Disconnect your IT Glue account?" : `Disconnect ${row.name} from IT Glue?`}
      confirmLabel="Disconnect"
      pendingLabel="Disconnecting…"
      tone="danger"
      isPending={end.isPending}
      error={end.error}
      onConfirm={() => end.execute({ userId: row.userId })}
      onCancel={onClose}
    >
      {who} can no longer press Update Units until {isOwn ? "you connect" : "they connect"} again.{" "}
      {row.isCounting
        ? "Everything is counted through this connection: nothing is counted, and units stay as they are, until they connect again or another identity is chosen in IT Glue Settings."
        : "Nightly counts go on: they do not run on this connection."}
    </ConfirmDialog>
  );
}

function whatOfIt(kind: ConnectionRow["kind"], isRevoked: boolean): string {
  if (kind === "api-key")
    return "The API key was deleted here; in IT Glue it lives until it is revoked there.";
  return isRevoked
    ? "The access was ended at IT Glue."
    : "IT Glue could not be told; the access ends there by itself.";
}
