"use client";

import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { ChangedRule } from "./cleared-rule";
import classes from "./line-form.module.css";
import type { LineFormState } from "./line-form-parts";
import { isSameDraft, type RuleDraft } from "./line-form-values";

type Cleared = {
  place: string;
  note: string;
  before: RuleDraft;
  after: RuleDraft;
  isUndone: boolean;
};

export type ClearedState = {
  /** Takes a rule over whose parent changed, with the faults of what went; `place` is where that is said. */
  change: (place: string, changed: ChangedRule) => void;
  /** The note of a place, null where nothing was cleared there last. */
  noteAt: (place: string) => string | null;
  note: string | null;
  /** Puts back what was cleared; null once the rule was changed further. */
  undo: (() => void) | null;
};

/** Says what a change of a parent field cleared, and can take that change back until the next one. */
export function useCleared(form: LineFormState): ClearedState {
  const [cleared, setCleared] = useState<Cleared | null>(null);
  const { rule } = form.values;
  const take = (next: RuleDraft) => {
    form.setFieldValue("rule", next);
    const faults = Object.keys(form.errors).filter((key) => isOverdue(key, rule, next));
    form.setErrors({ ...form.errors, ...Object.fromEntries(faults.map((key) => [key, null])) });
  };
  const isUndoable = cleared !== null && !cleared.isUndone && isSameDraft(rule, cleared.after);
  return {
    change: (place, { rule: after, cleared: note }) => {
      take(after);
      setCleared(note === null ? null : { place, note, before: rule, after, isUndone: false });
    },
    noteAt: (place) => (cleared?.place === place ? cleared.note : null),
    note: cleared?.note ?? null,
    undo: isUndoable
      ? () => {
          const { place, before } = cleared;
          take(before);
          setCleared({ place, note: "Put back as it was.", before, after: before, isUndone: true });
        }
      : null,
  };
}

/** What was cleared, beside the field that did it. */
export function ClearedNote({ cleared, place }: { cleared: ClearedState; place: string }) {
  const box = useRef<HTMLDivElement>(null);
  const note = cleared.noteAt(place);
  if (note === null) return null;
  const { undo } = cleared;
  return (
    <div ref={box} className={classes.cleared} tabIndex={-1}>
      <span aria-hidden="true">{note}</span>
      {undo && (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            // The button goes; the keyboard's place stays here.
            box.current?.focus();
            undo();
          }}
        >
          Undo
        </Button>
      )}
    </div>
  );
}

/** Whether a fault was about something that has just changed. */
function isOverdue(key: string, before: RuleDraft, after: RuleDraft): boolean {
  if (!key.startsWith("rule.")) return false;
  if (before.assetTypeId !== after.assetTypeId) return true;
  const [, index] = /^rule\.conditions\.(\d+)/.exec(key) ?? [];
  if (index === undefined) return before.billBy !== after.billBy;
  return before.conditions[Number(index)] !== after.conditions[Number(index)];
}
