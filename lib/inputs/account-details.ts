import { z } from "zod";
import { optionalText, recordId, recordVersion, requiredText } from "./typed-fields";

/** What of an account its organization in IT Glue has too (domain.md 3.1), all as typed; blank is "none". */
const details = {
  name: requiredText("An account name", "Enter the account's name, as your customer is called", 200),
  accountCode: optionalText("An account code", 50),
  typeName: optionalText("A type", 100),
  statusName: optionalText("A status", 100),
  parentAccountId: recordId.nullable(),
};

export const accountDetailsFormInput = z.object({ ...details, isActive: z.boolean() });
export type AccountDetailsFormValues = z.input<typeof accountDetailsFormInput>;

export const saveAccountDetailsInput = z.strictObject({
  ...details,
  isActive: z.boolean(),
  accountId: recordId,
  version: recordVersion,
});
export type SaveAccountDetailsInput = z.input<typeof saveAccountDetailsInput>;

export const addAccountInput = z.strictObject(details);
export type AddAccountInput = z.input<typeof addAccountInput>;
