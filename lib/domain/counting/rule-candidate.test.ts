import { describe, expect, it } from "vitest";
import { ruleOf } from "./licensing.sample";
import { type CandidateAccount, type CandidateContract, ruleCandidate } from "./rule-candidate";

const RULE = ruleOf("seats", { license: ["E3", "E5"] });
const APPLIED = { rule: RULE, currency: "USD", billingCycle: "monthly", on: "2026-06-15" };

const contract = (values: Partial<CandidateContract> = {}): CandidateContract => ({
  id: "c1",
  name: "Managed services",
  status: "active",
  billingCycle: "monthly",
  currency: "USD",
  endOn: null,
  ...values,
});
const account = (values: Partial<CandidateAccount> = {}): CandidateAccount => ({
  isMapped: true,
  contracts: [contract()],
  uses: [],
  ...values,
});
const use = (rule: typeof RULE) => ({ lineId: "l1", lineName: "Seats", contractId: "c1", rule });
const codeOf = (values: Partial<CandidateAccount>) => ruleCandidate(account(values), APPLIED).reason?.code;

describe("whether a rule can be applied to an account", () => {
  it("offers every active contract of the currency and cycle", () => {
    const contracts = [
      contract(),
      contract({ id: "c2", endOn: "2026-06-15" }),
      contract({ id: "c3", status: "inactive" }),
      contract({ id: "c4", endOn: "2026-06-14" }),
      contract({ id: "c5", currency: "EUR" }),
      contract({ id: "c6", billingCycle: "yearly" }),
    ];
    const found = ruleCandidate(account({ contracts }), APPLIED);
    expect(found.contracts.map(({ id }) => id)).toEqual(["c1", "c2"]);
    expect(found.reason).toBeNull();
  });

  it.each<[NonNullable<ReturnType<typeof codeOf>>, string, Partial<CandidateAccount>]>([
    ["unlinked", "No IT Glue organization is linked, so nothing can be counted", { isMapped: false }],
    ["no-contract", "It has no recurring contract", { contracts: [] }],
    ["inactive", "Its recurring contract is inactive", { contracts: [contract({ status: "inactive" })] }],
    [
      "ended",
      "Its recurring contract ended on 2026-06-14",
      { contracts: [contract({ endOn: "2026-06-14" })] },
    ],
    [
      "currency",
      "Its contract bills in EUR, and the price is in USD",
      { contracts: [contract({ currency: "EUR" })] },
    ],
    [
      "cycle",
      "Its contract bills quarterly, and the price is monthly",
      { contracts: [contract({ billingCycle: "quarterly" })] },
    ],
    ["already", "Its line “Seats” of this service counts the same already", { uses: [use(RULE)] }],
  ])("says %s: %s", (code, message, values) => {
    const { contracts, reason } = ruleCandidate(account(values), APPLIED);
    expect([contracts, reason?.code, reason?.message]).toEqual([[], code, message]);
  });

  it("offers nothing twice, however the same filters are written, on whatever contract of the account", () => {
    const same = ruleOf("seats", { license: ["e5 ", "E3"] }, true);
    const { reason } = ruleCandidate(
      account({ uses: [use(same)], contracts: [contract({ id: "c9" })] }),
      APPLIED,
    );
    expect(reason).toEqual({
      code: "already",
      message: "Its line “Seats” of this service counts the same already",
      line: { lineId: "l1", contractId: "c1" },
    });
  });

  it.each([
    ["another field", ruleOf("used", { license: ["E3", "E5"] })],
    ["another filter", ruleOf("seats", { license: ["E3"] })],
    ["no filter", ruleOf("seats")],
    ["another type", { ...RULE, assetTypeId: "other" }],
  ])("takes a line that counts %s for something else", (_, rule) => {
    expect(codeOf({ uses: [use(rule)] })).toBeUndefined();
  });
});
