"use client";

import { useEffect, useRef, useState } from "react";
import type { ActionError } from "@/app/_components/action-error";
import { MOST_PREVIEWS_AT_ONCE } from "@/lib/inputs/apply-rule";
import { previewRuleAction } from "../actions";
import { chunksOf, type RulePreview } from "./chosen-previews";

type Progress = {
  status: "idle" | "running" | "done" | "cancelled" | "failed";
  /** Accounts that were asked about. */
  asked: number;
  /** Accounts that were answered for, with a count or without. */
  answered: number;
  previews: RulePreview[];
  /** Why the rest was not counted. */
  error: ActionError | null;
};

const IDLE: Progress = { status: "idle", asked: 0, answered: 0, previews: [], error: null };

const NO_ANSWER: ActionError = {
  code: "no-answer",
  message: "The server gave no answer, so the other accounts were not counted.",
  fix: "Preview the counts again.",
};

export type Previews = Progress & {
  start: (contractIds: readonly string[]) => void;
  /** Calls off what is being counted; what was counted before stays. */
  cancel: () => void;
  /** Takes previews away whose lines were added. */
  drop: (contractIds: readonly string[]) => void;
};

/** Counts many accounts, a few at a time, so that progress shows and the rest can be called off. */
export function usePreviews(source: { sourceLineId: string; termsVersion: number }): Previews {
  const [progress, setProgress] = useState<Progress>(IDLE);
  const run = useRef<{ recountId: string; isCancelled: boolean } | null>(null);
  useEffect(
    () => () => {
      run.current = null;
    },
    [],
  );

  const start = async (contractIds: readonly string[]) => {
    const own = { recountId: "", isCancelled: false };
    run.current = own;
    setProgress({ ...IDLE, status: "running", asked: contractIds.length });
    const end = (status: Progress["status"], error: ActionError | null = null) =>
      setProgress((before) => ({ ...before, status, error }));
    for (const chunk of chunksOf(contractIds, MOST_PREVIEWS_AT_ONCE)) {
      own.recountId = crypto.randomUUID();
      const answer = await previewRuleAction({
        ...source,
        contractIds: chunk,
        recountId: own.recountId,
      }).catch(() => null);
      if (run.current !== own) return;
      const { data, serverError } = answer ?? {};
      if (data)
        setProgress((before) => ({
          ...before,
          answered: before.answered + data.length,
          previews: [...before.previews, ...data],
        }));
      if (own.isCancelled || serverError?.code === "recount-cancelled") return end("cancelled");
      if (!data) return end("failed", serverError ?? NO_ANSWER);
    }
    end("done");
  };

  return {
    ...progress,
    start: (contractIds) => void start(contractIds),
    cancel: () => {
      const own = run.current;
      if (!own || own.isCancelled) return;
      own.isCancelled = true;
      // Where this does not arrive, the accounts that are being counted now are the last ones.
      fetch(`/api/recounts/${own.recountId}/cancel`, { method: "POST" }).catch(() => undefined);
    },
    drop: (contractIds) =>
      setProgress((before) => ({
        ...before,
        previews: before.previews.filter(({ contractId }) => !contractIds.includes(contractId)),
      })),
  };
}
