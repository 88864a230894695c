import { z } from "zod";
import { recordId } from "./typed-fields";

export const retryRunSchema = z.object({ runId: recordId });
export type RetryRunInput = z.infer<typeof retryRunSchema>;
