"use client";

import { type MouseEvent, useEffect, useRef } from "react";
import type { FormFault } from "./action-error";
import classes from "./form-error-summary.module.css";

export type FormErrorSummaryProps = {
  /** Renders nothing while empty; takes the focus whenever a new list arrives. */
  faults: readonly FormFault[];
  title?: string;
  /** Whether the fault of a field no longer stands, since the field was changed: it is then left out. */
  isOverdue?: (fieldId: string) => boolean;
};

function focusField(event: MouseEvent, fieldId: string): void {
  const field = document.getElementById(fieldId);
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus();
}

/** Stands above a form that was not accepted: every fault, each a link to its field. The fields keep what was typed. */
export function FormErrorSummary({ faults, title, isOverdue }: FormErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) box.current?.focus();
  }, [faults]);

  const standing = faults.filter(({ fieldId }) => fieldId === null || !isOverdue?.(fieldId));
  if (standing.length === 0) return null;
  return (
    <div ref={box} className={classes.summary} role="alert" tabIndex={-1}>
      <p className={classes.title}>
        {title ??
          (standing.length === 1
            ? "One thing needs your attention"
            : `${standing.length} things need your attention`)}
      </p>
      <ul className={classes.faults}>
        {standing.map(({ fieldId, message }) => (
          <li key={`${fieldId} ${message}`}>
            {fieldId === null ? (
              message
            ) : (
              <a href={`#${fieldId}`} onClick={(event) => focusField(event, fieldId)}>
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
