"use client";

import type { UseFormReturnType } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import type { ActionError } from "./action-error";
import { mergeTyped } from "./merge-typed";

type Record = { version: number };

type ConflictOptions<Values extends object> = {
  form: UseFormReturnType<Values>;
  /** The record as the page last read it; null for a new one. */
  record: Record | null;
  /** The form's values for that record. */
  valuesOf: () => Values;
  error: ActionError | null;
  /** Takes the refusal off the screen. */
  onSettled: () => void;
};

/**
 * Keeps the version a form was opened with, and settles `changed-meanwhile`: the page is read again behind the form, whose
 * values stay until the person chooses.
 */
export function useConflict<Values extends object>({
  form,
  record,
  valuesOf,
  error,
  onSettled,
}: ConflictOptions<Values>) {
  const router = useRouter();
  const [openedVersion, setOpenedVersion] = useState(record?.version ?? null);
  const [isLoading, startLoading] = useTransition();
  const isConflict = error?.code === "changed-meanwhile";

  useEffect(() => {
    if (isConflict) startLoading(() => router.refresh());
  }, [isConflict, router]);

  const settle = (values: Values) => {
    form.setInitialValues(valuesOf());
    form.setValues(values);
    setOpenedVersion(record?.version ?? null);
    onSettled();
  };
  return {
    isConflict,
    /** What a save names. */
    openedVersion,
    isLoading: isLoading || record?.version === openedVersion,
    loadCurrent: () => settle(valuesOf()),
    keepTyped: () =>
      settle(
        mergeTyped(
          form.getInitialValues() as globalThis.Record<string, unknown>,
          form.getValues() as globalThis.Record<string, unknown>,
          valuesOf() as globalThis.Record<string, unknown>,
        ) as Values,
      ),
    /** After a save of one's own that stays on the page. */
    setOpenedVersion,
  };
}
