import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { type AssetType, type CountRule, resolveRule } from "@/lib/domain/counting/count-rule";
import type { Asset } from "@/lib/domain/counting/count-units";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import type { ReadOptions } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { firstAbort } from "../first-abort";
import { proveTenantAccount, type TenantGateway } from "../it-glue-settings/tenant-gateway";
import { writeAssetTypes } from "../mirror/read-asset-types";
import { CommandRefused } from "../refusal";
import { countableAsset } from "./countable-asset";
import { unreadableReason } from "./it-glue-reason";
import type { SeenInPass } from "./take-reading";

/** Why what IT Glue had not answered when time was up is unknown. */
export const TOO_SLOW = { code: "it-glue-timeout", message: "IT Glue did not answer everything in time" };

/** A type that is edited again and again while its assets are read is left for later. */
const MOST_TRIES = 3;

export type LiveRead = { seen: SeenInPass; unreadable: { code: string; message: string } | null };

/**
 * Everything one count needs, read from IT Glue now; what could not be read stays unknown and carries the reason. Fields are
 * asked for again after the assets: assets keep values under name-keys, so a rename in between would look like blanks.
 * While the assets are on their way, if it comes to that, `alongside` is called in the transaction that keeps the types, and
 * `meanwhile` after it; `whileConfirming` with all that was read while the fields are asked for again, so that a count is
 * ready when they turn out to be the same.
 * @throws the reason of `ending.cancelled`, where the count was called off.
 */
export async function readLive(
  ctx: CommandContext,
  opened: TenantGateway,
  rule: CountRule,
  linked: readonly OrganizationRef[],
  ending: { cancelled: AbortSignal; limit: AbortSignal },
  {
    alongside = async () => undefined,
    meanwhile = async () => undefined,
    whileConfirming = async () => undefined,
  }: {
    alongside?: (db: Db) => Promise<unknown>;
    meanwhile?: () => Promise<unknown>;
    whileConfirming?: (seen: SeenInPass) => Promise<unknown>;
  } = {},
): Promise<LiveRead> {
  const ended = new AbortController();
  const options = { signal: firstAbort(ending.cancelled, ending.limit, ended.signal) };
  const seen: SeenInPass = { organizationIds: null, assetType: undefined, assets: null };
  if (linked.length === 0) return { seen, unreadable: null };
  let keeping = Promise.resolve();
  try {
    // Asked for at once, and assets as soon as the type is known, for somebody waits; nothing is used or kept before the
    // account is proved.
    let types = opened.gateway.assetTypes(options);
    const proof = proveTenantAccount(opened, options);
    const organizationIds = organizationIdsOf(opened, options);
    const assetsUnder = (read: readonly AssetType[]) =>
      typeOf(rule, read) && assetsOf(opened, rule, linked, options);
    let reading = types.then(assetsUnder);
    for (const answer of [proof, organizationIds, reading]) answer.catch(() => undefined);
    if (!(await proof).ok) throw new CommandRefused("it-glue-other-account");
    seen.organizationIds = await organizationIds;
    for (let tries = 1; ; tries += 1) {
      const before = await types;
      seen.assetType = typeOf(rule, before);
      // Sent before: what is to be done here is done while IT Glue answers.
      keeping = withTenant(ctx.scope, async (db) => {
        await Promise.all([writeAssetTypes(db, ctx, opened.connectionId, before), alongside(db)]);
      });
      const [assets] = await Promise.all([reading, keeping.then(meanwhile)]);
      if (!seen.assetType || !assets) return { seen, unreadable: null };
      types = opened.gateway.assetTypes(options);
      types.catch(() => undefined);
      const whole = { ...seen, assets };
      await sentOut();
      await whileConfirming(whole);
      if (isSameToRule(rule, seen.assetType, typeOf(rule, await types)))
        return { seen: whole, unreadable: null };
      if (tries === MOST_TRIES) return { seen, unreadable: changing(seen.assetType) };
      reading = types.then(assetsUnder);
    }
  } catch (error) {
    ending.cancelled.throwIfAborted();
    if (ending.limit.aborted) return { seen, unreadable: TOO_SLOW };
    return { seen, unreadable: unreadableReason(error) };
  } finally {
    ended.abort();
    // Nothing of it goes on once the answer is given.
    await keeping.catch(() => undefined);
  }
}

/** Lets what was asked for go out before this process is busy. */
export function sentOut(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Ids of all organizations that IT Glue lists now. */
export async function organizationIdsOf(
  { gateway }: TenantGateway,
  options: ReadOptions,
): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const page of gateway.organizations(options)) for (const { id } of page) ids.add(id);
  return ids;
}

/** The rule's type among those read; null where it is gone. */
export function typeOf({ assetTypeId }: CountRule, types: readonly AssetType[]): AssetType | null {
  return types.find(({ id }) => id === assetTypeId) ?? null;
}

/** Assets of the rule's type in one account's organizations, as IT Glue has them now. */
export async function assetsOf(
  { gateway }: TenantGateway,
  { assetTypeId }: CountRule,
  linked: readonly OrganizationRef[],
  options: ReadOptions,
): Promise<Asset[]> {
  const assets: Asset[] = [];
  for (const { id: organizationId } of linked) {
    for await (const page of gateway.assets({ assetTypeId, organizationId }, options))
      assets.push(...page.map(countableAsset));
  }
  return assets;
}

/** Whether the rule reads the same traits as the same kinds; other fields of the type may change as they like. */
export function isSameToRule(rule: CountRule, before: AssetType | null, after: AssetType | null): boolean {
  return canonicalJson(resolveRule(rule, before)) === canonicalJson(resolveRule(rule, after));
}

function changing({ name }: AssetType): { code: string; message: string } {
  return {
    code: "it-glue-type-changing",
    message: `${name} is being changed in IT Glue while it is counted: press Update Units again when that is done`,
  };
}
