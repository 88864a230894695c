import type { contract } from "@/db/schema/contract";

type Row = typeof contract.$inferSelect;

export type ContractFacts = Pick<
  Row,
  | "name"
  | "referenceNumber"
  | "billingCycle"
  | "alignment"
  | "anchorDay"
  | "issueInvoiceOn"
  | "startOn"
  | "endOn"
  | "billedElsewhereThroughOn"
  | "currency"
>;

export function contractFacts(row: ContractFacts): ContractFacts {
  const { name, referenceNumber, billingCycle, alignment, anchorDay, issueInvoiceOn } = row;
  const { startOn, endOn, billedElsewhereThroughOn, currency } = row;
  return {
    name,
    referenceNumber,
    billingCycle,
    alignment,
    anchorDay,
    issueInvoiceOn,
    startOn,
    endOn,
    billedElsewhereThroughOn,
    currency,
  };
}

/** What a posted charge rests on: changed afterwards, days already billed would be billed again or credited. */
export const FROZEN_BY_POSTING = [
  "currency",
  "billingCycle",
  "alignment",
  "anchorDay",
  "issueInvoiceOn",
  "startOn",
  "billedElsewhereThroughOn",
] as const satisfies readonly (keyof ContractFacts)[];

/** What changes the billing items of a contract's lines. */
export const DECIDES_BILLING = [
  ...FROZEN_BY_POSTING,
  "endOn",
] as const satisfies readonly (keyof ContractFacts)[];
