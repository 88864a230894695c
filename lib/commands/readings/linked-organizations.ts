import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import type { OrganizationRef } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";

/** The IT Glue organizations that make up an account, by the tenant's connection, in the order of their ids. */
export async function linkedOrganizations(
  db: Db,
  ctx: CommandContext,
  accountId: string,
  connectionId: string,
): Promise<OrganizationRef[]> {
  return linkedOrganizationsQuery(db, ctx, accountId, connectionId);
}

/** The same as a query, on its own or in another one that knows the account. */
export function linkedOrganizationsQuery(
  db: Db,
  ctx: CommandContext,
  accountId: string | PgColumn,
  connectionId: string | SQL<string | null>,
) {
  return db
    .select({ id: organization.id, name: organization.name })
    .from(accountOrganization)
    .innerJoin(
      organization,
      and(
        eq(organization.tenantId, accountOrganization.tenantId),
        eq(organization.connectionId, accountOrganization.connectionId),
        eq(organization.id, accountOrganization.organizationId),
      ),
    )
    .where(
      and(
        eq(accountOrganization.tenantId, ctx.scope.tenantId),
        eq(accountOrganization.accountId, accountId),
        eq(accountOrganization.connectionId, connectionId),
      ),
    )
    .orderBy(organization.id);
}
