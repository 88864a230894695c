"use client";

import { type SingleInputActionFn, useAction } from "next-safe-action/hooks";
import { useMemo } from "react";
import type { ActionError, FormFault } from "./action-error";
import { type FieldErrors, formErrorsOf } from "./form-errors";

type ActionResult<Data> = { data?: Data; serverError?: ActionError; validationErrors?: unknown };
/** A safe action as the browser sees it. */
export type AppAction<Input, Data> = (input: Input) => Promise<ActionResult<Data>>;

export type AppActionOptions<Input, Data> = {
  onSuccess?: (data: Data, input: Input) => void;
  onError?: (error: ActionError | null, fieldErrors: FieldErrors) => void;
  /** Id of the control of a field; by default the field's own name ("lines.0.unitPrice"). */
  fieldId?: (field: string) => string;
};

export type AppActionState<Input, Data> = {
  execute: (input: Input) => void;
  isPending: boolean;
  /** What the last successful call returned. */
  data: Data | undefined;
  /** A refusal of the whole action, `null` if there is none. Show it with `ActionErrorAlert`. */
  error: ActionError | null;
  /** First message per field, by its dotted name: hand it to Mantine's `form.setErrors`, or to one field's `error`. */
  fieldErrors: FieldErrors;
  /** All faults in one list, for `FormErrorSummary`. */
  faults: FormFault[];
  reset: () => void;
};

/** The call itself failed (network, deployment): whether the work was done cannot be known here, so it is not claimed. */
const NO_ANSWER: ActionError = {
  code: "no-answer",
  message:
    "The server gave no answer, so it is not known whether this was done. Reload the page before you try again.",
};

const byName = (field: string) => field;

/**
 * Runs a server action and turns its answer into what a form shows. It never touches the form's values: keep them in
 * state (`useForm`), send them with `execute`, and everything typed is still there when the server says no.
 */
export function useAppAction<Input, Data>(
  action: AppAction<Input, Data>,
  { onSuccess, onError, fieldId = byName }: AppActionOptions<Input, Data> = {},
): AppActionState<Input, Data> {
  // The hook infers from schemas, this one from plain input and data; at run time both are the same function.
  const hook = useAction(action as unknown as SingleInputActionFn<ActionError, undefined, unknown, Data>, {
    onSuccess: ({ data, input }) => onSuccess?.(data as Data, input as Input),
    onError: ({ error }) => {
      const refusal = error.thrownError
        ? NO_ANSWER
        : ((error.serverError as ActionError | undefined) ?? null);
      onError?.(refusal, formErrorsOf(error.validationErrors, refusal?.fields).fieldErrors);
    },
  });
  const { serverError, validationErrors, data } = hook.result as ActionResult<Data>;
  const { fieldErrors, formErrors } = useMemo(
    () => formErrorsOf(validationErrors, serverError?.fields),
    [validationErrors, serverError],
  );
  const hasNoAnswer = hook.hasErrored && !serverError && !validationErrors;

  const faults = useMemo(
    () => [
      ...formErrors.map((message) => ({ fieldId: null, message })),
      ...Object.entries(fieldErrors).map(([field, message]) => ({ fieldId: fieldId(field), message })),
    ],
    [formErrors, fieldErrors, fieldId],
  );

  return {
    execute: hook.execute as (input: Input) => void,
    isPending: hook.isPending,
    data,
    error: hasNoAnswer ? NO_ANSWER : (serverError ?? null),
    fieldErrors,
    faults,
    reset: hook.reset,
  };
}
