import type { ContractFormValues } from "@/lib/inputs/contracts";

/** The form of a contract as it is typed: an empty date is no date, and addresses are the text they are typed in. */
export type ContractDraft = Omit<Required<ContractFormValues>, "notificationEmails"> & {
  endOn: string;
  billedElsewhereThroughOn: string;
  notificationEmails: string;
};

/** Descriptions stand under their fields, so that fields of one row line up. */
export const BELOW: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];
