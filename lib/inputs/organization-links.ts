import { z } from "zod";
import { calendarDateText, recordId, recordVersion } from "./typed-fields";

export const organizationId = z.string().regex(/^\d{1,20}$/, "This is not the id of an IT Glue organization");

/** One account, as it was opened, and one organization. */
const pair = { accountId: recordId, version: recordVersion, organizationId };

export const linkOrganizationInput = z.strictObject(pair);
export type LinkOrganizationInput = z.input<typeof linkOrganizationInput>;

export const makeLeadingInput = linkOrganizationInput;
export type MakeLeadingInput = LinkOrganizationInput;

/**
 * What becomes of the units that can no longer be counted (design.md 5): kept, or the lines end. `lines` are those the
 * person was shown, so that no other line ends.
 */
const unitsAfterUnlink = z.discriminatedUnion("choice", [
  z.strictObject({ choice: z.literal("keep") }),
  z.strictObject({
    choice: z.literal("end"),
    lastBilledOn: calendarDateText("Enter the last billed day"),
    lines: z.array(z.strictObject({ lineId: recordId, version: recordVersion })).max(500),
  }),
]);

export const unlinkOrganizationInput = z.strictObject({
  ...pair,
  units: unitsAfterUnlink.default({ choice: "keep" }),
});
export type UnlinkOrganizationInput = z.input<typeof unlinkOrganizationInput>;
export type LinesToEnd = Extract<z.output<typeof unitsAfterUnlink>, { choice: "end" }>;

export const MOST_SUGGESTIONS_AT_ONCE = 500;

export const acceptSuggestionsInput = z.strictObject({
  suggestions: z
    .array(z.strictObject({ organizationId, accountId: recordId }))
    .min(1, "Tick at least one suggestion")
    .max(MOST_SUGGESTIONS_AT_ONCE, `Accept at most ${MOST_SUGGESTIONS_AT_ONCE} suggestions at once`),
});
export type AcceptSuggestionsInput = z.input<typeof acceptSuggestionsInput>;

const typedQuery = z.string().max(200, "Search with at most 200 characters");

export const searchAccountsInput = z.strictObject({ query: typedQuery, organizationId });
export const searchOrganizationsInput = z.strictObject({ query: typedQuery, accountId: recordId });
export const unlinkPreviewInput = z.strictObject({ accountId: recordId, organizationId });
