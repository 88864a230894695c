import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";
import { firstAbort } from "../first-abort";
import { inParallel } from "../in-parallel";
import { proveTenantAccount, type TenantGateway } from "../it-glue-settings/tenant-gateway";
import { readAssetTypes } from "../mirror/read-asset-types";
import { unreadableReason } from "../readings/it-glue-reason";
import { assetsOf, isSameToRule, organizationIdsOf, TOO_SLOW, typeOf } from "../readings/read-live";
import type { SeenInPass } from "../readings/take-reading";
import { CommandRefused } from "../refusal";

/** How many accounts IT Glue is asked about at once: it allows 3000 requests in five minutes (itglue-api.md 1). */
const AT_ONCE = 4;

type Unreadable = { code: string; message: string };
export type AccountRead = { seen: SeenInPass; unreadable: Unreadable | null };

const CHANGING: Unreadable = {
  code: "it-glue-type-changing",
  message: "The asset type was changed in IT Glue while it was counted: preview the count again",
};

/**
 * What one rule needs of many accounts, read from IT Glue now: account, organizations and types once, then each account's
 * assets. An account that cannot be read carries its reason and leaves the others as they are; what all of them need and
 * cannot be had is the reason of all.
 * @throws the reason of `cancelled`, where the preview was called off.
 */
export async function readAccounts(
  ctx: CommandContext,
  opened: TenantGateway,
  rule: CountRule,
  accounts: readonly (readonly OrganizationRef[])[],
  ending: { cancelled: AbortSignal; limitMilliseconds: number },
): Promise<AccountRead[]> {
  const within = async <Answer>(read: (signal: AbortSignal) => Promise<Answer>) => {
    const limit = AbortSignal.timeout(ending.limitMilliseconds);
    try {
      return { answer: await read(firstAbort(ending.cancelled, limit)), unreadable: null };
    } catch (error) {
      ending.cancelled.throwIfAborted();
      return { answer: null, unreadable: limit.aborted ? TOO_SLOW : unreadableReason(error) };
    }
  };

  const shared = await within((signal) => readShared(ctx, opened, rule, signal));
  if (shared.answer === null)
    return accounts.map(() => ({ seen: NOTHING_SEEN, unreadable: shared.unreadable }));
  const { organizationIds, assetType } = shared.answer;
  const seen: SeenInPass = { organizationIds, assetType, assets: null };
  if (assetType === null) return accounts.map(() => ({ seen, unreadable: null }));

  const read = await inParallel(accounts, AT_ONCE, (linked) =>
    within((signal) => assetsOf(opened, rule, linked, { signal })),
  );
  // Assets keep their values under name-keys: a field renamed while they were read would look blank.
  const after = await within((signal) => opened.gateway.assetTypes({ signal }));
  const isSettled = after.answer !== null && isSameToRule(rule, assetType, typeOf(rule, after.answer));
  return read.map(({ answer, unreadable }) =>
    unreadable || !isSettled
      ? { seen, unreadable: unreadable ?? after.unreadable ?? CHANGING }
      : { seen: { ...seen, assets: answer }, unreadable: null },
  );
}

const NOTHING_SEEN: SeenInPass = { organizationIds: null, assetType: undefined, assets: null };

async function readShared(ctx: CommandContext, opened: TenantGateway, rule: CountRule, signal: AbortSignal) {
  const proof = await proveTenantAccount(opened, { signal });
  if (!proof.ok) throw new CommandRefused("it-glue-other-account");
  const organizationIds = await organizationIdsOf(opened, { signal });
  return { organizationIds, assetType: typeOf(rule, await readAssetTypes(ctx, opened, { signal })) };
}
