"use client";

import { useEffect, useRef, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import type { ImportOutcome, ImportPlan } from "@/lib/inputs/import/import-plan";
import { planImportAction, runImportAction } from "../actions";
import classes from "./import.module.css";
import { ImportDone } from "./import-done";
import { ImportFileForm, type PickedFile } from "./import-file-form";
import { ImportPlanView } from "./import-plan-view";
import { NOT_IMPORTED } from "./not-imported";

type Checked = { file: PickedFile; plan: ImportPlan; notice: string | null };
type Imported = Extract<ImportOutcome, { outcome: "imported" }>;

/** From the file over its dry run to the import. Whatever is refused, the file stays as it was picked, pasted or edited. */
export function ImportScreen() {
  const [file, setFile] = useState<PickedFile>({ text: "", fileName: "" });
  const [checked, setChecked] = useState<Checked | null>(null);
  const [imported, setImported] = useState<Imported | null>(null);
  const [isAgain, setIsAgain] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (checked || imported) result.current?.focus();
  }, [checked, imported]);

  const check = useAppAction(planImportAction, {
    onSuccess: (plan, sent) => setChecked({ file: sent, plan, notice: null }),
  });
  const run = useAppAction(runImportAction, {
    onSuccess: (outcome, { text, fileName }) => {
      setIsAsking(false);
      if (outcome.outcome === "imported") {
        setImported(outcome);
        setFile({ text: "", fileName: "" });
        setChecked(null);
      } else
        setChecked({ file: { text, fileName }, plan: outcome.plan, notice: NOT_IMPORTED[outcome.outcome] });
    },
  });
  const isCurrent = checked?.file.text === file.text && checked.file.fileName === file.fileName;

  if (imported)
    return (
      <div ref={result} tabIndex={-1} className={`${classes.stack} ${classes.result}`}>
        <ImportDone
          imported={imported}
          onAgain={() => {
            setImported(null);
            setIsAgain(true);
          }}
        />
      </div>
    );
  return (
    <div className={classes.stack}>
      <ImportFileForm
        isFocused={isAgain}
        file={file}
        onChange={setFile}
        isPending={check.isPending}
        error={check.error}
        fault={check.faults[0]?.message ?? null}
        onCheck={() => {
          run.reset();
          check.execute(file);
        }}
      />
      {checked && (
        <div ref={result} tabIndex={-1} className={classes.result}>
          <ImportPlanView
            plan={checked.plan}
            notice={checked.notice}
            isCurrent={isCurrent}
            isAsking={isAsking}
            isPending={run.isPending}
            error={run.error}
            onAsk={setIsAsking}
            onImport={() => run.execute({ ...checked.file, planHash: checked.plan.hash })}
          />
        </div>
      )}
    </div>
  );
}
