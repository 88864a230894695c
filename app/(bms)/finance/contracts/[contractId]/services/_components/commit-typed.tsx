"use client";

import type { ReactNode } from "react";

/**
 * Around a button that reads the form. Pressing it with the mouse would first leave the field, which takes what was typed
 * there, lets the page grow and moves the button away from under the pointer: so the field keeps the focus until
 * `commitTyped` is called by the button's own deed.
 */
export function KeepFocus({ children, id }: { children: ReactNode; id?: string }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it takes no press of its own, it only keeps the focus in place
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press by key leaves the focus on the button anyway
    <span
      id={id}
      tabIndex={id ? -1 : undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={({ currentTarget }) => {
        // The field was left by `commitTyped`: the keyboard goes on from the button that was pressed.
        if (document.activeElement === document.body) currentTarget.querySelector("button")?.focus();
      }}
    >
      {children}
    </span>
  );
}

/** Takes over what is typed in the field that has the focus, as leaving it would. */
export function commitTyped(): void {
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
}
