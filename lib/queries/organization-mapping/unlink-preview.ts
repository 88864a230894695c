import { and, asc, desc, eq, gte, isNull, or } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { lineFigures } from "../line-figures";
import { isCustomers, isLinkOfOrganization, pinnedAccount } from "./pinned";

export type UnlinkPreview = {
  organizationName: string;
  account: { id: string; name: string; version: number };
  /** Organizations that the account keeps: with none, its lines stop counting. */
  remaining: { name: string }[];
  /** The one that leads after it; null where it does not lead, or is the last. */
  nextLeading: string | null;
  /** Service lines of active contracts that count flexible assets, with the units they bill now. */
  lines: {
    id: string;
    contractId: string;
    version: number;
    name: string;
    contractName: string;
    /** Decimal text; null before the first count: the line bills nothing. */
    billedUnits: string | null;
  }[];
  /** Today's business date. */
  todayOn: string;
};

/** What unlinking an organization would mean for its account; null where it is not linked to this account. */
export async function unlinkPreview(
  scope: TenantScope,
  { accountId, organizationId }: { accountId: string; organizationId: string },
  todayOn: string,
): Promise<UnlinkPreview | null> {
  return withTenant(scope, async (db) => {
    const pinned = await pinnedAccount(db, scope);
    if (!pinned) return null;
    const links = await db
      .select({
        id: organization.id,
        name: organization.name,
        missingSince: organization.missingSince,
        isLeading: accountOrganization.isLeading,
        linkedAt: accountOrganization.linkedAt,
        account: { id: account.id, name: account.name, version: account.version },
      })
      .from(organization)
      .innerJoin(accountOrganization, isLinkOfOrganization)
      .innerJoin(
        account,
        and(
          eq(account.tenantId, accountOrganization.tenantId),
          eq(account.id, accountOrganization.accountId),
        ),
      )
      .where(and(isCustomers(pinned), eq(accountOrganization.accountId, accountId)))
      .orderBy(asc(accountOrganization.linkedAt), asc(organization.id));
    const found = links.find(({ id }) => id === organizationId);
    if (!found) return null;
    const remaining = links.filter((link) => link !== found);
    const next = remaining.find(({ missingSince }) => missingSince === null) ?? remaining[0];
    return {
      organizationName: found.name,
      account: found.account,
      remaining: remaining.map(({ name }) => ({ name })),
      nextLeading: found.isLeading ? (next?.name ?? null) : null,
      lines: await countingLinesOf(db, scope, accountId, todayOn),
      todayOn,
    };
  });
}

/** Lines that are over bill nothing more, and those of inactive contracts neither. */
async function countingLinesOf(
  db: Db,
  scope: TenantScope,
  accountId: string,
  todayOn: string,
): Promise<UnlinkPreview["lines"]> {
  const newestTerms = db
    .selectDistinctOn([lineTerms.lineId], { lineId: lineTerms.lineId, billBy: lineTerms.billBy })
    .from(lineTerms)
    .where(eq(lineTerms.tenantId, scope.tenantId))
    .orderBy(lineTerms.lineId, desc(lineTerms.termsVersion))
    .as("newest_terms");
  const lines = await db
    .select({
      id: contractLine.id,
      contractId: contract.id,
      version: contractLine.version,
      name: contractLine.name,
      contractName: contract.name,
      currency: contract.currency,
    })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(newestTerms, eq(newestTerms.lineId, contractLine.id))
    .where(
      and(
        eq(contractLine.tenantId, scope.tenantId),
        eq(contract.accountId, accountId),
        eq(contract.status, "active"),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, todayOn)),
        eq(newestTerms.billBy, "flexible-assets"),
      ),
    )
    .orderBy(asc(contract.contractNumber), asc(contractLine.sortOrder), asc(contractLine.name));
  const figures = await lineFigures(db, scope, lines, todayOn);
  return lines.map(({ currency: _currency, ...line }) => ({
    ...line,
    billedUnits: figures.get(line.id)?.billedUnits ?? null,
  }));
}
