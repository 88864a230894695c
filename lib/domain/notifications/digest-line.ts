/** What of an explained change a message tells; assets go by labels that name no restricted one. */
export type DigestExplanation = {
  /** "+1: Seats of Microsoft 365 Business Premium 6 → 7" */
  sentence: string;
  ruleChangedBy: { name: string } | null;
  override: { units: string; throughOn: string; reason: string; name: string } | null;
  moves: { label: string; from: string | null; to: string | null; why: string }[];
};

/** What one night did to one line. Units are decimal text of counts, amounts decimal text of the contract's currency. */
export type DigestLine = {
  lineId: string;
  name: string;
  outcome: "changed" | "held" | "not-counted";
  /** The count in force before; null where there was none. */
  from: string | null;
  /** The count in force since, or the held one that waits; null where nothing was counted. */
  to: string | null;
  /** What a whole period costs more (less, with a minus) by it; null where that is not known, or nothing is billed by count. */
  perPeriod: string | null;
  explanation: DigestExplanation | null;
  /** Why it is held, or could not be counted. */
  reasons: string[];
};

/** What one run did to the lines of one contract. */
export type Digest = {
  contractId: string;
  contractName: string;
  contractNumber: number;
  accountName: string;
  currency: string;
  billingCycle: "weekly" | "monthly" | "quarterly" | "yearly";
  /** The business date of the run, "YYYY-MM-DD". */
  businessOn: string;
  /** Told before in part: the run was tried again, and these changed since. */
  isLater: boolean;
  lines: DigestLine[];
};
