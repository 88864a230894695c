import { and, eq, gt, ilike, inArray, lte, or, type SQL, sql } from "drizzle-orm";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { contentHash } from "@/lib/domain/content-hash";
import type { Db } from "./database";
import { account } from "./schema/account";
import { billingItem } from "./schema/billing";
import { contract, contractLine } from "./schema/contract";

/** Which items of Billing Review are meant: what its filters say. Empty lists and texts leave nothing out. */
export type ReviewMatch = {
  search: string;
  accountIds: string[];
  contractIds: string[];
  kinds: ("regular" | "proration")[];
  due: "all" | "due" | "not-due";
  /** Today on the tenant's server: what is due by then is due. */
  businessOn: string;
};

/** The condition on `billing_item` alone: names are looked up first, so that counting and adding up never joins. */
export async function matchingItems(db: Db, scope: TenantScope, match: ReviewMatch): Promise<SQL> {
  const { search, accountIds, contractIds, kinds, due, businessOn } = match;
  return and(
    eq(billingItem.tenantId, scope.tenantId),
    search === "" ? undefined : ofLines(await linesNamed(db, scope, search)),
    accountIds.length > 0 ? inArray(billingItem.accountId, accountIds) : undefined,
    contractIds.length > 0 ? inArray(billingItem.contractId, contractIds) : undefined,
    kinds.length > 0 ? inArray(billingItem.kind, kinds) : undefined,
    due === "due" ? lte(billingItem.invoiceOn, businessOn) : undefined,
    due === "not-due" ? gt(billingItem.invoiceOn, businessOn) : undefined,
  )!;
}

/** Lines that are named so, or whose contract or account is: looked for once, however often the condition is used. */
async function linesNamed(db: Db, scope: TenantScope, search: string): Promise<string[]> {
  const like = `%${search.replace(/[\\%_]/g, (found) => `\\${found}`)}%`;
  const accounts = db
    .select({ id: account.id })
    .from(account)
    .where(and(eq(account.tenantId, scope.tenantId), ilike(account.name, like)));
  const contracts = db
    .select({ id: contract.id })
    .from(contract)
    .where(
      and(
        eq(contract.tenantId, scope.tenantId),
        or(ilike(contract.name, like), inArray(contract.accountId, accounts)),
      ),
    );
  // Each name is compared once, however many lines it has.
  const lines = await db
    .select({ id: contractLine.id })
    .from(contractLine)
    .where(
      and(
        eq(contractLine.tenantId, scope.tenantId),
        or(ilike(contractLine.name, like), inArray(contractLine.contractId, contracts)),
      ),
    );
  return lines.map(({ id }) => id);
}

/** As one parameter: there may be more of them than a statement may have. */
function ofLines(lineIds: readonly string[]): SQL {
  return sql`${billingItem.lineId} = ANY (ARRAY(
    SELECT id::uuid FROM json_array_elements_text(${JSON.stringify(lineIds)}::json) AS named(id)))`;
}

/**
 * A fingerprint of a set of items that needs no order and no sort: the sums of the first 30 digits of their content hashes,
 * in two halves that a bigint holds. Postgres adds them up as `numeric`.
 */
export const HASH_SUMS = {
  high: sql<string>`coalesce(sum(('x0' || substr(${billingItem.contentHash}, 1, 15))::bit(64)::bigint), 0)::text`,
  low: sql<string>`coalesce(sum(('x0' || substr(${billingItem.contentHash}, 16, 15))::bit(64)::bigint), 0)::text`,
};

type HashSums = { items: number; high: bigint; low: bigint };

/** What `HASH_SUMS` are of items at hand. */
export function hashSumsOf(hashes: readonly string[]): HashSums {
  const part = (from: number) =>
    hashes.reduce((sum, hash) => sum + BigInt(`0x${hash.slice(from, from + 15)}`), 0n);
  return { items: hashes.length, high: part(0), low: part(15) };
}

/** The fingerprint as text: 64 hexadecimal digits. */
export function fingerprint({ items, high, low }: HashSums): Promise<string> {
  return contentHash({ items, high: `${high}`, low: `${low}` });
}
