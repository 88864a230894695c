"use client";

import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import type { ActionError } from "./action-error";
import { ActionErrorAlert } from "./action-error-alert";
import { SubmitButton } from "./submit-button";

export type ConfirmDialogProps = {
  isOpen: boolean;
  /** The question, naming what it is about: "Post 14 items for 3 accounts?" */
  title: string;
  /** What will happen, in figures, and whether it can be undone. */
  children: ReactNode;
  /** The deed itself, never "OK": "Post 14 items". */
  confirmLabel: string;
  pendingLabel?: string;
  cancelLabel?: string;
  tone?: "primary" | "danger";
  isPending?: boolean;
  /** `false` while something in `children` (a reason, a box to tick) is missing. */
  canConfirm?: boolean;
  /** What the server answered; shown inside, the dialog stays open. */
  error?: ActionError | null;
  onConfirm: () => void;
  onCancel: () => void;
};

/** Asks before a deed that has no undo. Focus stays inside, Escape cancels, and focus returns to where it came from. */
export function ConfirmDialog({
  isOpen,
  title,
  children,
  confirmLabel,
  pendingLabel,
  cancelLabel = "Cancel",
  tone = "primary",
  isPending = false,
  canConfirm = true,
  error = null,
  onConfirm,
  onCancel,
}: ConfirmDialogProps) {
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (isOpen) opener.current = document.activeElement;
  }, [isOpen]);
  // Mantine gives the focus back when a dialog closes, not when it is taken away with its question.
  useEffect(
    () => () => {
      const back = opener.current;
      setTimeout(() => {
        if (back instanceof HTMLElement && document.activeElement === document.body) back.focus();
      });
    },
    [],
  );
  return (
    <Modal
      opened={isOpen}
      onClose={onCancel}
      title={title}
      closeOnClickOutside={!isPending}
      closeOnEscape={!isPending}
      withCloseButton={!isPending}
      styles={{ title: { fontWeight: 650, fontSize: "1.0625rem", lineHeight: 1.35 } }}
    >
      {children}
      {error && (
        <div style={{ marginTop: "1rem" }}>
          <ActionErrorAlert error={error} />
        </div>
      )}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button
          variant="default"
          onClick={onCancel}
          disabled={isPending}
          data-autofocus={tone === "danger" || undefined}
        >
          {cancelLabel}
        </Button>
        <SubmitButton
          type="button"
          tone={tone}
          isPending={isPending}
          pendingLabel={pendingLabel}
          isDisabled={!canConfirm}
          onClick={onConfirm}
        >
          {confirmLabel}
        </SubmitButton>
      </Group>
    </Modal>
  );
}
