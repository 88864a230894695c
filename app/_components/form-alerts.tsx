import type { ActionError, FormFault } from "./action-error";
import { ActionErrorAlert } from "./action-error-alert";
import { ConflictAlert } from "./conflict-alert";
import { FormErrorSummary } from "./form-error-summary";
import type { useConflict } from "./use-conflict";

type FormAlertsProps = {
  /** What the form is about: "service", "contract". */
  what: string;
  conflict: Pick<ReturnType<typeof useConflict>, "isConflict" | "isLoading" | "loadCurrent" | "keepTyped">;
  /** What the browser found wrong before anything was sent. */
  typedFaults: readonly FormFault[];
  /** What the server found wrong. */
  sentFaults: readonly FormFault[];
  error: ActionError | null;
};

/** The one thing that stands above a form whose save was refused: another person's change, its faults, or the refusal. */
export function FormAlerts({ what, conflict, typedFaults, sentFaults, error }: FormAlertsProps) {
  if (conflict.isConflict && error)
    return (
      <ConflictAlert
        error={error}
        what={what}
        isLoading={conflict.isLoading}
        onLoadCurrent={conflict.loadCurrent}
        onKeepTyped={conflict.keepTyped}
      />
    );
  const faults = typedFaults.length > 0 ? typedFaults : sentFaults;
  if (faults.length > 0) return <FormErrorSummary faults={faults} />;
  return error && <ActionErrorAlert error={error} />;
}
