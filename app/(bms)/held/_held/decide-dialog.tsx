"use client";

import { Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Units } from "@/app/_components/units";
import { decideHeldChangeSchema } from "@/lib/inputs/held-changes";
import type { HeldChangeRow } from "@/lib/queries/held-changes";
import { decideHeldChangeAction } from "../actions";
import classes from "./held.module.css";
import { HeldMoney } from "./held-money";
import type { Decision } from "./held-table";

type DecideDialogProps = {
  /** The change as it stands now; null once somebody else decided it. */
  change: HeldChangeRow | null;
  /** The change as it stood when the dialog was opened. */
  seen: HeldChangeRow;
  decision: Decision;
  onDecided: () => void;
  onClose: () => void;
};

const reasonSchema = decideHeldChangeSchema.shape.reason;

/** Asks for the reason of a decision, and keeps what was typed whatever the server answers. */
export function DecideDialog({ change, seen, decision, onDecided, onClose }: DecideDialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const { execute, isPending, error, fieldErrors } = useAppAction(decideHeldChangeAction, {
    onSuccess: onDecided,
    onError: (refusal) => {
      if (refusal?.code === "changed-meanwhile" || refusal?.code === "not-found") router.refresh();
    },
  });
  const isApproval = decision === "approve";
  const isReplaced = change !== null && change.version !== seen.version;
  const shown = change ?? seen;

  const decide = () => {
    const parsed = reasonSchema.safeParse(reason);
    setFault(parsed.success ? null : (parsed.error.issues[0]?.message ?? "Say why"));
    if (!parsed.success || !change) return;
    execute({ heldChangeId: change.id, version: change.version, decision, reason });
  };

  return (
    <ConfirmDialog
      isOpen
      title={`${isApproval ? "Approve" : "Reject"} the change of ${seen.accountName}: ${seen.lineName}?`}
      confirmLabel={isApproval ? "Approve change" : "Reject change"}
      pendingLabel={isApproval ? "Approving…" : "Rejecting…"}
      cancelLabel={change ? "Cancel" : "Close"}
      canConfirm={change !== null}
      isPending={isPending}
      error={change && error?.code === "changed-meanwhile" ? null : error}
      onConfirm={decide}
      onCancel={onClose}
    >
      <div className={classes.figures}>
        <Units units={shown.proposedUnits} previousUnits={shown.currentUnits} variant="arrow" />
      </div>
      <p className={classes.lead}>
        <HeldMoney change={shown} />
      </p>
      {isReplaced && (
        <div className={classes.lead}>
          <InlineAlert tone="warn" title="A later count replaced this one" isLive>
            You now see the newest. Nothing was decided; look at it, then decide.
          </InlineAlert>
        </div>
      )}
      <p className={classes.lead}>
        {isApproval ? (
          <>
            Bills the new units from and including <CalendarDate on={shown.firstSeenOn} variant="long" />, the
            day the change was first seen, and prorates it.
          </>
        ) : (
          "Keeps billing the current units. You are asked again only when the count differs from this one."
        )}
      </p>
      <Textarea
        id="reason"
        label="Reason"
        description="Others read it in the audit log."
        withAsterisk
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        error={fault ?? fieldErrors.reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setFault(null);
        }}
      />
    </ConfirmDialog>
  );
}
