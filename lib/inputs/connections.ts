import { z } from "zod";
import { recordId } from "./typed-fields";

/** Whose Connect an Administrator ends. */
export const disconnectUserInput = z.strictObject({ userId: recordId });
export type DisconnectUserInput = z.input<typeof disconnectUserInput>;
