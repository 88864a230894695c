"use client";

import { useEffect, useState } from "react";
import { ExplainedChange } from "@/app/_components/explained-change";
import { explainChangeAction } from "../../../receipts/actions";

type WhyUnitsProps = { lineId: string; readingId: string };
type Answer = NonNullable<Awaited<ReturnType<typeof explainChangeAction>>["data"]>;

/** Why the units behind an amount changed, asked for when somebody looks; where it cannot be told, the receipt still can. */
export function WhyUnits({ lineId, readingId }: WhyUnitsProps) {
  const [answer, setAnswer] = useState<Answer | "asking" | "failed">("asking");
  useEffect(() => {
    let isLeft = false;
    const settle = (settled: Answer | "failed") => {
      if (!isLeft) setAnswer(settled);
    };
    explainChangeAction({ lineId, readingId }).then(
      ({ data }) => settle(data ?? "failed"),
      () => settle("failed"),
    );
    return () => {
      isLeft = true;
    };
  }, [lineId, readingId]);
  if (answer === "asking") return <span role="status">Reading the receipts…</span>;
  if (answer === "failed") return "The change could not be read just now; the receipt below has the assets.";
  if (!answer.change) return "Nothing was counted for these units.";
  return <ExplainedChange change={answer.change} timeZone={answer.timeZone} />;
}
