"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import type { ApplyRuleInput } from "@/lib/inputs/apply-rule";
import type { RuleAccount, RuleToApply } from "@/lib/queries/apply-rule";
import { applyRuleAction } from "../actions";
import { AccountsSection } from "./accounts-section";
import { AppliedNews, type AppliedOutcome } from "./applied-news";
import classes from "./apply-rule.module.css";
import { isSavable, isTickedAtFirst } from "./chosen-previews";
import { NewLinesForm, type NewLineValues } from "./new-lines-form";
import { PreviewsSection } from "./previews-section";
import { usePreviews } from "./use-previews";

type ApplyRuleScreenProps = { rule: RuleToApply; accounts: RuleAccount[]; businessOn: string };

/** Choose accounts, see each count, add the lines. Whatever is refused, what was chosen and typed stays. */
export function ApplyRuleScreen({ rule, accounts, businessOn }: ApplyRuleScreenProps) {
  const source = { sourceLineId: rule.lineId, termsVersion: rule.termsVersion };
  const previews = usePreviews(source);
  const [contractOf, setContractOf] = useState<Record<string, string>>({});
  /** What a person ticked or unticked; all others are as their preview has it. */
  const [byHand, setByHand] = useState<Record<string, boolean>>({});
  const [unitPrice, setUnitPrice] = useState(rule.unitPrice);
  const [outcome, setOutcome] = useState<AppliedOutcome | null>(null);
  const asked = useRef<{ contractIds: string[]; clear: () => void } | null>(null);
  const newIds = useRef(new Map<string, string>());

  const save = useAppAction(applyRuleAction, {
    onSuccess: (done) => {
      setOutcome(done);
      const saved = done.saved.map(({ contractId }) => contractId);
      previews.drop(saved);
      if (asked.current)
        asked.current.contractIds = asked.current.contractIds.filter((id) => !saved.includes(id));
      if (done.refused.length === 0) asked.current?.clear();
    },
  });
  const { reset } = save;
  const previewBox = useRef<HTMLDivElement>(null);
  const [previewsAsked, setPreviewsAsked] = useState(0);
  // The buttons that ask are gone while it counts, and the answer stands below a long list.
  useEffect(() => {
    if (previewsAsked > 0) previewBox.current?.focus();
  }, [previewsAsked]);
  const newsBox = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (outcome) newsBox.current?.focus();
  }, [outcome]);
  const preview = (contractIds: string[]) => {
    setPreviewsAsked((before) => before + 1);
    setOutcome(null);
    setByHand({});
    reset();
    previews.start(contractIds);
  };
  const chooseContract = useCallback(
    (accountId: string, contractId: string) =>
      setContractOf((before) => ({ ...before, [accountId]: contractId })),
    [],
  );

  const ticked = new Set(
    previews.previews
      .filter((each) => isSavable(each) && (byHand[each.contractId] ?? isTickedAtFirst(each)))
      .map(({ contractId }) => contractId),
  );
  const send = (values: NewLineValues) => {
    const lines: ApplyRuleInput["lines"] = previews.previews.flatMap(({ contractId, readingId }) =>
      ticked.has(contractId) && readingId !== null
        ? [{ contractId, readingId, idForNew: idForNew(newIds.current, readingId) }]
        : [],
    );
    setOutcome(null);
    save.execute({ ...source, ...values, lines });
  };

  return (
    <div className={classes.stack}>
      <AccountsSection
        accounts={accounts}
        contractOf={contractOf}
        onContract={chooseContract}
        isCounting={previews.status === "running" || save.isPending}
        onPreview={({ rows, clear }) => {
          const contractIds = rows.flatMap(({ accountId, contracts }) => {
            const chosen = contracts.find(({ id }) => id === contractOf[accountId]) ?? contracts[0];
            return chosen ? [chosen.id] : [];
          });
          asked.current = { contractIds, clear };
          preview(contractIds);
        }}
      />
      {outcome && (
        <div ref={newsBox} tabIndex={-1} className={classes.answer}>
          <AppliedNews {...outcome} />
        </div>
      )}
      {previews.status !== "idle" && !(previews.status === "done" && previews.previews.length === 0) && (
        <div ref={previewBox} tabIndex={-1} className={classes.answer}>
          <PreviewsSection
            previews={previews}
            rule={rule}
            unitPrice={unitPrice}
            ticked={ticked}
            onTick={(contractId, isTicked) => setByHand((before) => ({ ...before, [contractId]: isTicked }))}
            onAgain={() => preview(asked.current?.contractIds ?? [])}
            isSaving={save.isPending}
          />
        </div>
      )}
      <NewLinesForm
        rule={rule}
        businessOn={businessOn}
        lines={previews.status === "running" ? 0 : ticked.size}
        isPending={save.isPending}
        error={save.error}
        fieldErrors={save.fieldErrors}
        onPrice={setUnitPrice}
        onSave={send}
      />
    </div>
  );
}

/** One id for one reading: what is sent again, because its answer was lost, makes no second line. */
function idForNew(known: Map<string, string>, readingId: string): string {
  const id = known.get(readingId) ?? crypto.randomUUID();
  known.set(readingId, id);
  return id;
}
