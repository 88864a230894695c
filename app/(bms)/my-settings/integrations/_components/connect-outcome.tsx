"use client";

import { useEffect, useState } from "react";
import { InlineAlert } from "@/app/_components/inline-alert";
import type { Outcome } from "./connect-words";
import classes from "./integrations.module.css";

/** How the Connect ended that brought the person here. Its code leaves the address, so that a reload does not tell it again. */
export function ConnectOutcome(outcome: Outcome) {
  const [{ tone, title, message }] = useState(outcome);
  useEffect(() => {
    // Next learns of the address only through its own replaceState, which it puts in place after this effect.
    const timer = setTimeout(() => window.history.replaceState(null, "", window.location.pathname));
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.outcome}>
      <InlineAlert tone={tone} title={title} isLive>
        {message}
      </InlineAlert>
    </div>
  );
}
