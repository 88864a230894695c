"use client";

import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import { checkNowAction } from "../actions";
import { checkedInWords } from "./checked-in-words";
import classes from "./conservation.module.css";

/** Checks everything at once, and says what came of it. */
export function CheckNow() {
  const [news, setNews] = useState<{ isFine: boolean; text: string } | null>(null);
  const { execute, isPending, error } = useAppAction(checkNowAction, {
    onSuccess: (checked) => setNews({ isFine: checked.differences === 0, text: checkedInWords(checked) }),
  });
  return (
    <div className={classes.check}>
      <SubmitButton type="button" isPending={isPending} pendingLabel="Checking…" onClick={() => execute({})}>
        Check now
      </SubmitButton>
      {error && <ActionErrorAlert error={error} />}
      {news && !isPending && !error && (
        <InlineAlert tone={news.isFine ? "ok" : "warn"} isLive>
          {news.text}
        </InlineAlert>
      )}
    </div>
  );
}
