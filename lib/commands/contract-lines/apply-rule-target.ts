import type { Db } from "@/db/database";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import { ruleCandidate } from "@/lib/domain/counting/rule-candidate";
import type { CommandContext } from "../context";
import { today } from "../contracts/effective-date";
import type { ContractRow } from "../contracts/take-contract";
import { linkedOrganizations } from "../readings/linked-organizations";
import { type RivalLine, rivalLines } from "../readings/rival-lines";
import { CommandRefused } from "../refusal";
import type { RuleSource } from "./apply-rule-source";

/** What counts for an account: its organizations, and its lines that count the same asset type. */
export type RuleTarget = { linked: OrganizationRef[]; rivals: RivalLine[] };

/**
 * Refuses `invalid`, in words, where the rule cannot be applied to a contract: nothing linked, inactive or ended, of another
 * currency or cycle than the price is meant in, or counted already by a line of the same service (domain.md 4.6).
 */
export async function requireTarget(
  db: Db,
  ctx: CommandContext,
  { current, rule }: RuleSource,
  { contract, connectionId }: { contract: ContractRow; connectionId: string },
): Promise<RuleTarget> {
  const on = today(ctx);
  const { accountId } = contract;
  const linked = await linkedOrganizations(db, ctx, accountId, connectionId);
  const rivals = await rivalLines(db, ctx, {
    accountId,
    assetTypeId: rule.assetTypeId,
    exceptLineId: null,
    businessOn: on,
  });
  const { serviceId } = current.line;
  const { billingCycle } = cycleInForce(current.contract, on);
  const { reason } = ruleCandidate(
    {
      isMapped: linked.length > 0,
      contracts: [{ ...contract, billingCycle: cycleInForce(contract, on).billingCycle }],
      uses: rivals.filter((rival) => rival.serviceId === serviceId),
    },
    { rule, currency: current.contract.currency, billingCycle, on },
  );
  if (reason) throw new CommandRefused("invalid", { message: `${reason.message}.` });
  return { linked, rivals };
}
