import { z } from "zod";
import { recordId } from "./typed-fields";

/** A count of a service line that a person asks to have explained. */
export const explainedChangeInput = z.strictObject({ lineId: recordId, readingId: recordId });
