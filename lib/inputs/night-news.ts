import { z } from "zod";

const position = z.number().int().nonnegative();

/** Up to where a user has looked, as the news said. */
export const markNewsSeenInput = z.strictObject({ readingPosition: position, runPosition: position });
export type MarkNewsSeenInput = z.input<typeof markNewsSeenInput>;
