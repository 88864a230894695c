import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import { type LinkOrganizationInput, linkOrganizationInput } from "@/lib/inputs/organization-links";
import { takeAccount } from "../accounts/take-account";
import type { CommandContext } from "../context";
import { pinnedOrganization, refuseUnlinkable } from "./pinned-organization";
import { writeLinks } from "./write-links";

/**
 * Links an IT Glue organization to an account, which may have several: its assets count for the account's lines from the
 * next count on. Nothing of the account is overwritten. Refuses `changed-meanwhile`, `not-found`, and `invalid` for an
 * organization that is linked already, naming the account, or gone.
 */
export async function linkOrganization(
  ctx: CommandContext,
  input: LinkOrganizationInput,
): Promise<{ version: number; organizationName: string; accountName: string }> {
  authorize(ctx, "accounts.manage");
  const { accountId, version, organizationId } = linkOrganizationInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const found = await pinnedOrganization(db, ctx, organizationId);
    const account = await takeAccount(db, ctx, { accountId, version });
    refuseUnlinkable(found);
    const { connectionId } = found;
    await writeLinks(db, ctx, { connectionId, account, organizations: [found], reason: "by-hand" });
    return { version: account.version, organizationName: found.name, accountName: account.name };
  });
}
