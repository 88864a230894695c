"use client";

import { Button, type ButtonProps, Loader } from "@mantine/core";
import type { MouseEvent, ReactNode } from "react";
import { useFormStatus } from "react-dom";

export type SubmitButtonProps = {
  children: ReactNode;
  /** Shown and read out while the work runs, such as "Saving…". */
  pendingLabel?: string;
  /** For forms that submit through `useAppAction`; a form with an `action` tells by itself. */
  isPending?: boolean;
  isDisabled?: boolean;
  variant?: "filled" | "default" | "subtle";
  tone?: "primary" | "danger";
  size?: ButtonProps["size"];
  leftSection?: ReactNode;
  /** `button` for a press outside a form. */
  type?: "submit" | "button";
  onClick?: () => void;
};

/** The button that sends. While it works it stays focused and takes no second press. */
export function SubmitButton({
  children,
  pendingLabel = "Working…",
  isPending = false,
  isDisabled = false,
  variant = "filled",
  tone = "primary",
  size,
  leftSection,
  type = "submit",
  onClick,
}: SubmitButtonProps) {
  const form = useFormStatus();
  const isBusy = isPending || form.pending;

  const press = (event: MouseEvent) => {
    if (isBusy) event.preventDefault();
    else onClick?.();
  };

  return (
    <Button
      type={type}
      variant={variant}
      color={tone === "danger" ? "red" : undefined}
      size={size}
      disabled={isDisabled}
      aria-disabled={isBusy || undefined}
      aria-live="polite"
      onClick={press}
      leftSection={isBusy ? <Loader size={14} color="currentColor" aria-hidden="true" /> : leftSection}
    >
      {isBusy ? pendingLabel : children}
    </Button>
  );
}
