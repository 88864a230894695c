import { z } from "zod";
import { optionalText } from "../typed-fields";
import { sizeFault } from "./import-limits";

const file = {
  /** The file's text, as it was picked or pasted. */
  text: z.string().superRefine((text, check) => {
    const message = text.trim() === "" ? "Choose a file, or paste its rows" : sizeFault(text);
    if (message) check.addIssue({ code: "custom", message });
  }),
  /** What the audit says the rows came from. */
  fileName: optionalText("A file name", 200),
};

export const planImportInput = z.strictObject(file);
export type PlanImportInput = z.input<typeof planImportInput>;

export const runImportInput = z.strictObject({
  ...file,
  /** The hash of the dry run that a person approved. */
  planHash: z.string().regex(/^[0-9a-f]{64}$/, "Check the file first"),
});
export type RunImportInput = z.input<typeof runImportInput>;
