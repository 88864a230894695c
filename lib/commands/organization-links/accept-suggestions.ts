import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import { authorize } from "@/lib/auth/policy";
import { matchOrganizations, suggestedAccount } from "@/lib/domain/organization-match";
import { type AcceptSuggestionsInput, acceptSuggestionsInput } from "@/lib/inputs/organization-links";
import { takeAccount } from "../accounts/take-account";
import type { CommandContext } from "../context";
import { pinnedConnection } from "./pinned-organization";
import { writeLinks } from "./write-links";

export type AcceptedSuggestions = {
  /** Organizations that were linked. */
  linked: { organizationName: string; accountName: string }[];
  /** Those that were not, each with why; nothing of theirs changed. */
  refused: { organizationId: string; organizationName: string; message: string }[];
};

type Chosen = { organizationId: string; accountId: string };
type Known = Awaited<ReturnType<typeof stateOf>>;

/**
 * Links each organization to the account that was suggested for it, where that is still what is suggested: nobody linked
 * it meanwhile, it is in IT Glue, and no other account is as much like it by name. Those that no longer stand are
 * answered, each by name; the others are linked in one transaction. Refuses `it-glue-not-set-up`.
 */
export async function acceptSuggestions(
  ctx: CommandContext,
  input: AcceptSuggestionsInput,
): Promise<AcceptedSuggestions> {
  authorize(ctx, "accounts.manage");
  const { suggestions } = acceptSuggestionsInput.parse(input);
  const chosen = [...new Map(suggestions.map((each) => [each.organizationId, each])).values()];
  return withTenant(ctx.scope, async (db) => {
    const connectionId = await pinnedConnection(db, ctx);
    const known = await stateOf(db, ctx, connectionId, chosen);
    const accepted = new Map<string, { id: string; name: string }[]>();
    const refused: AcceptedSuggestions["refused"] = [];
    for (const each of chosen) {
      const message = whyNot(each, known);
      const found = known.organizations.get(each.organizationId);
      if (message === null && found)
        accepted.set(each.accountId, [...(accepted.get(each.accountId) ?? []), found]);
      else
        refused.push({
          organizationId: each.organizationId,
          organizationName: found?.name ?? `Organization ${each.organizationId}`,
          message: message ?? "",
        });
    }
    const linked: AcceptedSuggestions["linked"] = [];
    for (const [accountId, organizations] of [...accepted].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { version } = known.accounts.get(accountId)!;
      const taken = await takeAccount(db, ctx, { accountId, version });
      await writeLinks(db, ctx, {
        connectionId,
        account: taken,
        organizations,
        reason: "suggestion-accepted",
      });
      linked.push(...organizations.map(({ name }) => ({ organizationName: name, accountName: taken.name })));
    }
    return { linked, refused };
  });
}

/** Why a suggestion no longer stands, as a sentence; null where it does. */
function whyNot({ organizationId, accountId }: Chosen, known: Known): string | null {
  const found = known.organizations.get(organizationId);
  const wanted = known.accounts.get(accountId);
  if (!found) return "It is not among the organizations of your IT Glue account.";
  if (found.accountName !== null) return `It is already linked to the account ${found.accountName}.`;
  if (found.missingSince !== null) return "It is no longer in IT Glue.";
  if (!wanted) return "The suggested account does not exist, or is not in your company.";
  const best = known.suggested.get(organizationId);
  if (best?.accountId !== accountId) return `It is no longer suggested for the account ${wanted.name}.`;
  if (best.isTied) return "Another account is as much like it by name. Link it by hand.";
  if (known.accountsWithOrganization.has(accountId))
    return `The account ${wanted.name} has an organization already. Link it by hand if it is the same customer.`;
  return null;
}

/** All that acceptance depends on; accounts are held, so that none is renamed or linked before the links are written. */
async function stateOf(db: Db, ctx: CommandContext, connectionId: string, chosen: readonly Chosen[]) {
  const { tenantId } = ctx.scope;
  const accounts = await db
    .select({ id: account.id, name: account.name, version: account.version })
    .from(account)
    .where(and(eq(account.tenantId, tenantId), eq(account.isActive, true)))
    .orderBy(asc(account.id))
    .for("no key update");
  const ids = chosen.map(({ organizationId }) => organizationId);
  const linkOf = and(
    eq(accountOrganization.tenantId, organization.tenantId),
    eq(accountOrganization.connectionId, organization.connectionId),
    eq(accountOrganization.organizationId, organization.id),
  );
  const mine = and(eq(organization.tenantId, tenantId), eq(organization.connectionId, connectionId));
  const organizations = await db
    .select({
      id: organization.id,
      name: organization.name,
      missingSince: organization.missingSince,
      accountName: account.name,
    })
    .from(organization)
    .leftJoin(accountOrganization, linkOf)
    .leftJoin(
      account,
      and(eq(account.tenantId, accountOrganization.tenantId), eq(account.id, accountOrganization.accountId)),
    )
    .where(and(mine, eq(organization.isPrimary, false), inArray(organization.id, ids)));
  const taken = await db
    .selectDistinct({ accountId: accountOrganization.accountId })
    .from(organization)
    .innerJoin(accountOrganization, linkOf)
    .where(and(mine, isNull(organization.missingSince)));
  const { matches } = matchOrganizations(organizations, accounts);
  return {
    accounts: new Map(accounts.map((row) => [row.id, row])),
    organizations: new Map(organizations.map((row) => [row.id, row])),
    accountsWithOrganization: new Set(taken.map(({ accountId }) => accountId)),
    suggested: new Map(matches.map((match) => [match.organizationId, suggestedAccount(match)])),
  };
}
