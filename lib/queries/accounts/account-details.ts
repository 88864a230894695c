import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organizationKind } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type AccountDetails = {
  /** What the account has now; null for one that is only being made, or is not there. */
  account: {
    id: string;
    version: number;
    name: string;
    accountCode: string | null;
    typeName: string | null;
    statusName: string | null;
    parentAccountId: string | null;
    isActive: boolean;
  } | null;
  /** Names of IT Glue's organization types and statuses as last read. */
  types: string[];
  statuses: string[];
  /** Accounts that could be the parent. */
  parents: { id: string; name: string }[];
  /** Changes go to IT Glue, too. */
  isTwoWay: boolean;
};

/** The form of an account's own fields; `accountId` null for a new one. */
export async function accountDetails(scope: TenantScope, accountId: string | null): Promise<AccountDetails> {
  return withTenant(scope, async (db) => {
    const own = eq(account.tenantId, scope.tenantId);
    const accounts = await db
      .select({ id: account.id, name: account.name })
      .from(account)
      .where(own)
      .orderBy(asc(sql`lower(${account.name})`), asc(account.id));
    const [found] =
      accountId === null
        ? []
        : await db
            .select({
              id: account.id,
              version: account.version,
              name: account.name,
              accountCode: account.accountCode,
              typeName: account.typeName,
              statusName: account.statusName,
              parentAccountId: account.parentAccountId,
              isActive: account.isActive,
            })
            .from(account)
            .where(and(own, eq(account.id, accountId)));
    const [settings] = await db
      .select({
        connectionId: itGlueSettings.connectionId,
        isEnabled: itGlueSettings.isEnabled,
        isTwoWay: itGlueSettings.isTwoWaySyncEnabled,
      })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, scope.tenantId));
    const kinds = settings?.connectionId
      ? await db
          .select({ kind: organizationKind.kind, name: organizationKind.name })
          .from(organizationKind)
          .where(
            and(
              eq(organizationKind.tenantId, scope.tenantId),
              eq(organizationKind.connectionId, settings.connectionId),
              isNull(organizationKind.missingSince),
            ),
          )
          .orderBy(asc(sql`lower(${organizationKind.name})`), asc(organizationKind.id))
      : [];
    // A list of suggestions takes each name once.
    const namesOf = (wanted: "type" | "status") => [
      ...new Set(kinds.filter(({ kind }) => kind === wanted).map(({ name }) => name)),
    ];
    return {
      account: found ?? null,
      types: namesOf("type"),
      statuses: namesOf("status"),
      parents: accounts.filter(({ id }) => id !== accountId),
      isTwoWay: Boolean(settings?.isEnabled && settings.isTwoWay),
    };
  });
}
