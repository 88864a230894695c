"use client";

import { Button, FileButton, Textarea } from "@mantine/core";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { ActionError } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { decodeCsv } from "@/lib/inputs/import/decode-csv";
import { sizeFaultOf } from "@/lib/inputs/import/import-limits";
import classes from "./import.module.css";

/** The text of a file, picked or pasted, and what it is called. */
export type PickedFile = { text: string; fileName: string };

type ImportFileFormProps = {
  file: PickedFile;
  onChange: (file: PickedFile) => void;
  isPending: boolean;
  error: ActionError | null;
  /** Whether the form came in place of what had the focus, and takes it over. */
  isFocused: boolean;
  /** What is wrong with the text as a whole. */
  fault: string | null;
  onCheck: () => void;
};

const GUESSED =
  "This file is not UTF-8, so it was read as Western European text. Look whether names with accents are right; if not, save it as “CSV UTF-8”.";
const UNREADABLE = "This file could not be read. Is it still where it was, and not open elsewhere?";

/** A file is picked into the field of its rows, where it can also be pasted and corrected. */
export function ImportFileForm(props: ImportFileFormProps) {
  const { file, onChange, isFocused, isPending, error, fault, onCheck } = props;
  // A file that was corrected is picked again under its old name: the browser tells that only of an empty field.
  const resetPick = useRef<() => void>(null);
  const [pickFault, setPickFault] = useState<string | null>(null);
  const [isGuessed, setIsGuessed] = useState(false);

  const pick = async (chosen: File | null) => {
    resetPick.current?.();
    if (chosen === null) return;
    const tooLarge = sizeFaultOf(chosen.size);
    setPickFault(tooLarge);
    if (tooLarge) return;
    try {
      const decoded = decodeCsv(new Uint8Array(await chosen.arrayBuffer()));
      setIsGuessed(decoded.isGuessed);
      onChange({ text: decoded.text, fileName: chosen.name.slice(0, 200) });
    } catch {
      setPickFault(UNREADABLE);
    }
  };

  return (
    <SectionCard title="File">
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) onCheck();
        }}
      >
        <div className={classes.foot}>
          <FileButton
            resetRef={resetPick}
            onChange={pick}
            accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
          >
            {(button) => (
              <Button
                {...button}
                autoFocus={isFocused}
                variant="default"
                leftSection={<IconFileTypeCsv size={16} aria-hidden="true" />}
              >
                Choose CSV file
              </Button>
            )}
          </FileButton>
          <p className={classes.muted} aria-live="polite">
            {file.fileName || "No file chosen; rows can also be pasted below."}
          </p>
        </div>
        {pickFault && (
          <InlineAlert tone="bad" isLive>
            {pickFault}
          </InlineAlert>
        )}
        {isGuessed && file.fileName !== "" && (
          <InlineAlert tone="info" isLive>
            {GUESSED}
          </InlineAlert>
        )}
        <Textarea
          id="text"
          label="Rows"
          description="The file's text, or rows pasted here with their header. You can correct it before you check it again."
          className={classes.rows}
          rows={10}
          spellCheck={false}
          autoComplete="off"
          wrap="off"
          value={file.text}
          error={fault}
          onChange={(event) => onChange({ ...file, text: event.currentTarget.value })}
        />
        {error && fault === null && <ActionErrorAlert error={error} />}
        <div className={classes.foot}>
          <SubmitButton isPending={isPending} pendingLabel="Checking…">
            Check file
          </SubmitButton>
          <p className={classes.muted}>Nothing is written by checking.</p>
        </div>
      </form>
    </SectionCard>
  );
}
