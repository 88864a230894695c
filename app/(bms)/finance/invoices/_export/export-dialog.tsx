"use client";

import { Select, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ActionError } from "@/app/_components/action-error";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { TARGETS } from "@/lib/domain/exports/export-file";
import { EXPORT_TARGETS, type ExportTarget } from "@/lib/domain/exports/exported-document";
import { requestExport, saveFile } from "./request-export";

type ExportDialogProps = {
  /** Chosen documents; null: all that the list shows and that never left for the system. */
  invoiceIds: readonly string[] | null;
  onExported: () => void;
  onClose: () => void;
};

const documents = (count: number) => (count === 1 ? "1 document" : `${count} documents`);

/** Asks for which system, downloads its file, and asks for a reason where some of them left for it before. */
export function ExportDialog({ invoiceIds, onExported, onClose }: ExportDialogProps) {
  const router = useRouter();
  const [target, setTarget] = useState<ExportTarget>("quickbooks-online");
  const [reason, setReason] = useState("");
  const [error, setError] = useState<ActionError | null>(null);
  const [isPending, setIsPending] = useState(false);
  const [isRepeat, setIsRepeat] = useState(false);

  const run = async () => {
    setIsPending(true);
    setError(null);
    const answer = await requestExport(
      invoiceIds === null
        ? { target, matching: window.location.search }
        : { target, invoiceIds, reason: isRepeat ? reason : "" },
    );
    setIsPending(false);
    if (!answer.ok) {
      if (answer.error.code === "already-exported") setIsRepeat(true);
      setError(answer.error);
      return;
    }
    saveFile(answer.file, answer.fileName);
    const left = answer.left > 0 ? ` ${documents(answer.left)} left for another file: export again.` : "";
    notifications.show({
      color: "green",
      message: `${documents(answer.exported)} exported to ${answer.fileName}.${left}`,
    });
    router.refresh();
    onExported();
  };

  return (
    <ConfirmDialog
      isOpen
      title={
        invoiceIds === null ? "Export all that were not exported?" : `Export ${documents(invoiceIds.length)}?`
      }
      confirmLabel={isRepeat ? "Export again" : "Export"}
      pendingLabel="Exporting…"
      isPending={isPending}
      canConfirm={!isRepeat || reason.trim() !== ""}
      error={error}
      onConfirm={run}
      onCancel={onClose}
    >
      <Select
        id="target"
        label="Export to"
        data={EXPORT_TARGETS.map((value) => ({ value, label: TARGETS[value].label }))}
        value={target}
        allowDeselect={false}
        onChange={(value) => {
          setTarget(value as ExportTarget);
          setIsRepeat(false);
          setError(null);
        }}
      />
      <p>
        {invoiceIds === null
          ? `Takes what the list shows, without void ones and without those that left for ${TARGETS[target].label} before; at most ${TARGETS[target].mostDocuments} in one file.`
          : "Each of them is marked as exported. An exported invoice cannot be voided any more, only credited."}
      </p>
      {!TARGETS[target].mixesKinds && (
        <InlineAlert tone="info">
          {TARGETS[target].label} takes invoices and credit notes in files of their own.
        </InlineAlert>
      )}
      {isRepeat && (
        <Textarea
          id="reason"
          label="Reason for exporting again"
          description="Others read it on the invoice and in the audit log."
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          mt="sm"
        />
      )}
    </ConfirmDialog>
  );
}
