import { z } from "zod";
import { IT_GLUE_SERVER_IDS } from "@/lib/domain/regions";
import { accountFormInput } from "./accounts";
import { recordId } from "./typed-fields";

const HOW_TO = "for https://northwind.itglue.com type northwind.";

/**
 * First label of the tenant's IT Glue web address. People paste the whole address, so each way of doing that is named
 * with its way out; case means nothing in a host name and is folded.
 */
export const subdomainInput = z
  .string()
  .transform((typed) => typed.trim().toLowerCase())
  .superRefine((subdomain, check) => {
    const fault = subdomainFault(subdomain);
    if (fault !== null) check.addIssue({ code: "custom", message: fault });
  });

function subdomainFault(subdomain: string): string | null {
  if (subdomain === "") return `Enter the first part of your IT Glue address: ${HOW_TO}`;
  if (subdomain.includes("://") || subdomain.includes("/"))
    return `A web address does not go here. Enter only the first part of your IT Glue address: ${HOW_TO}`;
  if (subdomain.includes("."))
    return `Leave out the dot and all that follows. Enter only the first part of your IT Glue address: ${HOW_TO}`;
  if (/\s/.test(subdomain))
    return `A subdomain has no spaces. Enter only the first part of your IT Glue address: ${HOW_TO}`;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(subdomain))
    return `A subdomain has only the letters a to z, digits and hyphens between them, at most 63. Enter only the first part of your IT Glue address: ${HOW_TO}`;
  return null;
}

/** A key as IT Glue shows it once: printable, without spaces inside. Whether it is good is proved by a call, not by its form. */
export const apiKeyInput = z
  .string()
  .trim()
  .max(400, "This is longer than any IT Glue API key. Copy the key alone.")
  .regex(
    /^[\x21-\x7e]*$/,
    "An IT Glue API key has no spaces or line breaks inside. Copy it again from Account > Settings > API keys.",
  );

const NO_USER = "Choose whose connection counts, or let the API key count.";

/** Ids of organization types or statuses that take part in the two-way sync; null: all of them. */
const takingPart = (kinds: string, one: string) =>
  z
    .array(z.string().regex(/^\d{1,20}$/, `This is not the id of an organization ${one} of IT Glue`))
    .min(1, `Choose at least one organization ${one}, or let all ${kinds} take part.`)
    .max(1000, `At most 1,000 ${kinds} can be chosen; let all ${kinds} take part instead.`)
    .transform((ids) => [...new Set(ids)].sort())
    .nullable();

const connectionFields = {
  subdomain: subdomainInput,
  server: z.enum(IT_GLUE_SERVER_IDS, "Choose the server your IT Glue account is on."),
  /** Blank keeps the stored key. */
  apiKey: apiKeyInput,
};

const screenFields = {
  ...connectionFields,
  isEnabled: z.boolean(),
  isTwoWaySyncEnabled: z.boolean(),
  countingIdentity: z.enum(["api-key", "user"], NO_USER),
  /** The connected user who counts; of no meaning while the API key does. */
  countingUserId: recordId.nullable(),
  syncedTypeIds: takingPart("types", "type"),
  syncedStatusIds: takingPart("statuses", "status"),
  /** What an account made by the sync starts with; a blank currency is the company's own. */
  accountDefaults: accountFormInput.pick({ currency: true, taxRatePercent: true, paymentTermDays: true }),
};

type Identity = { countingIdentity?: "api-key" | "user"; countingUserId?: string | null };

/** Whoever lets a user count names one. */
function namesUser({ countingIdentity, countingUserId }: Identity, check: z.core.$RefinementCtx): void {
  if (countingIdentity === "user" && !countingUserId)
    check.addIssue({ code: "custom", path: ["countingUserId"], message: NO_USER });
}

/** IT Glue Settings as the screen's form holds them. */
export const itGlueSettingsForm = z.object(screenFields).superRefine(namesUser);
export type ItGlueSettingsForm = z.input<typeof itGlueSettingsForm>;

/**
 * What a save is handed: `version` is the one the form was opened with, 0 before the first save. Which identity counts,
 * which types and statuses take part, and the defaults may each be left out: they then stay as they are stored.
 */
export const itGlueSettingsInput = z
  .object({
    ...screenFields,
    countingIdentity: screenFields.countingIdentity.optional(),
    countingUserId: screenFields.countingUserId.optional(),
    syncedTypeIds: screenFields.syncedTypeIds.optional(),
    syncedStatusIds: screenFields.syncedStatusIds.optional(),
    accountDefaults: screenFields.accountDefaults.optional(),
    version: z.number().int().nonnegative(),
  })
  .superRefine(namesUser);
export type ItGlueSettingsInput = z.output<typeof itGlueSettingsInput>;

/** What "Test connection" proves: the typed, unsaved values. */
export const testConnectionInput = z.object(connectionFields);
export type TestConnectionInput = z.output<typeof testConnectionInput>;

/** A person's own API key, where no sign-in with IT Glue is configured. */
export const personalKeyInput = z.object({
  apiKey: apiKeyInput.min(1, "Enter your own IT Glue API key."),
});
export type PersonalKeyInput = z.output<typeof personalKeyInput>;
