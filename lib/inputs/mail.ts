import { z } from "zod";
import { recordId } from "./typed-fields";

export const requeueMailInput = z.strictObject({ messageId: recordId });
export type RequeueMailInput = z.input<typeof requeueMailInput>;
