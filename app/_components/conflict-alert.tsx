"use client";

import { Button, Group } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { ActionError } from "./action-error";
import classes from "./conflict-alert.module.css";
import { InlineAlert } from "./inline-alert";

export type ConflictAlertProps = {
  /** The refusal `changed-meanwhile`; its fields say who changed what. */
  error: ActionError;
  /** What the form is about: "service", "contract". */
  what: string;
  /** The current version is being read; the two ways on wait for it. */
  isLoading: boolean;
  onLoadCurrent: () => void;
  onKeepTyped: () => void;
};

/** Tells the second of two tabs what the first one saved, and offers both ways on. The form keeps everything typed. */
export function ConflictAlert({ error, what, isLoading, onLoadCurrent, onKeepTyped }: ConflictAlertProps) {
  const changes = error.fields ?? [];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1}>
      <InlineAlert tone="warn" isLive title={`This ${what} was changed while you had it open`}>
        <p className={classes.text}>Nothing was saved. What you typed is still here.</p>
        {changes.length > 0 && (
          <ul className={classes.changes}>
            {changes.map(({ path, message }) => (
              <li key={path}>{message}</li>
            ))}
          </ul>
        )}
        <Group gap="xs" mt="xs">
          <Button size="xs" variant="default" disabled={isLoading} onClick={onKeepTyped}>
            Keep what I typed
          </Button>
          <Button size="xs" variant="default" disabled={isLoading} onClick={onLoadCurrent}>
            Load the current version
          </Button>
        </Group>
        <p className={classes.hint}>
          Keeping what you typed takes over their changes in the fields you did not touch; then save again.
        </p>
      </InlineAlert>
    </div>
  );
}
