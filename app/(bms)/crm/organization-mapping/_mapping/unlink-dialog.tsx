"use client";

import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { unlinkOrganizationAction, unlinkPreviewAction } from "../actions";
import classes from "./mapping.module.css";
import { type UnitsChoice, UnlinkConsequences } from "./unlink-consequences";

type UnlinkDialogProps = {
  organization: { id: string; name: string };
  account: { id: string };
  onClose: () => void;
};

/** Asks before an organization is taken off an account: names the lines that stop counting, and what becomes of their units. */
export function UnlinkDialog({ organization, account, onClose }: UnlinkDialogProps) {
  const [units, setUnits] = useState<UnitsChoice>({ choice: "keep", lastBilledOn: "" });
  const preview = useAppAction(unlinkPreviewAction);
  const { execute } = preview;
  useEffect(
    () => execute({ accountId: account.id, organizationId: organization.id }),
    [execute, account.id, organization.id],
  );
  const unlink = useAppAction(unlinkOrganizationAction, {
    onSuccess: ({ organizationName, endedLines }) => {
      onClose();
      notifications.show({
        color: "green",
        message:
          endedLines === 0
            ? `${organizationName} was unlinked. Units are kept.`
            : `${organizationName} was unlinked, and ${endedLines === 1 ? "1 service line ends" : `${endedLines} service lines end`}.`,
      });
    },
    // The account, or a line of it, is another one than was shown: what is true now is read and shown.
    onError: (refusal) => {
      if (refusal?.code === "changed-meanwhile")
        execute({ accountId: account.id, organizationId: organization.id });
    },
  });
  const shown = preview.data;
  const isEnding = units.choice === "end";
  const dateFault = unlink.fieldErrors["units.lastBilledOn"];

  return (
    <ConfirmDialog
      isOpen
      title={`Unlink the organization ${organization.name}?`}
      confirmLabel={isEnding ? "Unlink and end lines" : "Unlink"}
      pendingLabel="Unlinking…"
      tone="danger"
      isPending={unlink.isPending}
      canConfirm={shown !== undefined && !preview.isPending}
      error={dateFault ? null : (unlink.error ?? preview.error)}
      onConfirm={() => {
        if (!shown) return;
        unlink.execute({
          accountId: shown.account.id,
          version: shown.account.version,
          organizationId: organization.id,
          units: isEnding
            ? {
                choice: "end",
                lastBilledOn: units.lastBilledOn,
                lines: shown.lines.map(({ id, version }) => ({ lineId: id, version })),
              }
            : { choice: "keep" },
        });
      }}
      onCancel={onClose}
    >
      {shown ? (
        <UnlinkConsequences
          preview={shown}
          units={units}
          dateFault={dateFault}
          onUnits={(choice) => {
            setUnits(choice);
            unlink.reset();
          }}
        />
      ) : (
        <p className={classes.paragraph} role="status">
          {preview.error ? "" : "Reading which service lines count it…"}
        </p>
      )}
    </ConfirmDialog>
  );
}
