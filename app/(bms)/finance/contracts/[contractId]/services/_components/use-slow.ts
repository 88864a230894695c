"use client";

import { useEffect, useState } from "react";

/** Below this nobody sees a wait; above it the button must say what it does. */
const SLOW_AFTER_MILLISECONDS = 500;

/** True once something has been pending for half a second: what is quicker needs no flicker. */
export function useSlow(isPending: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isPending) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isPending]);
  return isPending && isSlow;
}
