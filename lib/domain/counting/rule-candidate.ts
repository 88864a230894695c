import type { CountRule } from "./count-rule";
import { isSameUse } from "./service-use";

/** Which accounts a line's rule can be applied to, and why not to others. Pure: screen and save ask the same. */

export type CandidateContract = {
  id: string;
  name: string;
  status: "active" | "inactive";
  billingCycle: string;
  currency: string;
  /** Last day, inclusive; null: open end. */
  endOn: string | null;
};

export type CandidateAccount = {
  /** Whether an IT Glue organization is linked: without one nothing can be counted. */
  isMapped: boolean;
  contracts: readonly CandidateContract[];
  /** What lines of the service count for this account, ended ones left out. */
  uses: readonly { lineId: string; lineName: string; contractId: string; rule: CountRule }[];
};

/** What is applied: the rule, and what its price is meant in. `on` is today's business date. */
export type AppliedRule = { rule: CountRule; currency: string; billingCycle: string; on: string };

export type NotChoosable = {
  code: "already" | "unlinked" | "no-contract" | "inactive" | "ended" | "currency" | "cycle";
  /** A sentence without its full stop. */
  message: string;
  /** The line that counts it already. */
  line: { lineId: string; contractId: string } | null;
};

export type RuleCandidate<Contract> =
  | { contracts: Contract[]; reason: null }
  | { contracts: []; reason: NotChoosable };

/**
 * The contracts of an account that a line of this rule can be added to. An account whose line of the same service counts
 * the same already is never offered: its assets would be billed twice. A price is meant for one unit, one period and one
 * currency, so a contract of another cycle or currency cannot take it.
 */
export function ruleCandidate<Contract extends CandidateContract>(
  account: Omit<CandidateAccount, "contracts"> & { contracts: readonly Contract[] },
  { rule, currency, billingCycle, on }: AppliedRule,
): RuleCandidate<Contract> {
  const { isMapped, uses } = account;
  const same = uses.find((use) => isSameUse(use.rule, rule));
  if (same) {
    const { lineId, lineName, contractId } = same;
    return not("already", `Its line “${lineName}” of this service counts the same already`, {
      lineId,
      contractId,
    });
  }
  if (!isMapped) return not("unlinked", "No IT Glue organization is linked, so nothing can be counted");
  if (account.contracts.length === 0) return not("no-contract", "It has no recurring contract");
  const active = account.contracts.filter(({ status }) => status === "active");
  if (active.length === 0) return not("inactive", "Its recurring contract is inactive");
  const open = active.filter(({ endOn }) => endOn === null || endOn >= on);
  if (open.length === 0) return not("ended", `Its recurring contract ended on ${active[0]!.endOn}`);
  const inCurrency = open.filter((each) => each.currency === currency);
  if (inCurrency.length === 0)
    return not("currency", `Its contract bills in ${open[0]!.currency}, and the price is in ${currency}`);
  const contracts = inCurrency.filter((each) => each.billingCycle === billingCycle);
  if (contracts.length === 0)
    return not(
      "cycle",
      `Its contract bills ${inCurrency[0]!.billingCycle}, and the price is ${billingCycle}`,
    );
  return { contracts, reason: null };
}

function not(
  code: NotChoosable["code"],
  message: string,
  line: NotChoosable["line"] = null,
): RuleCandidate<never> {
  return { contracts: [], reason: { code, message, line } };
}
