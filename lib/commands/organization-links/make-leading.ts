import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import { authorize } from "@/lib/auth/policy";
import { type MakeLeadingInput, makeLeadingInput } from "@/lib/inputs/organization-links";
import { takeAccount } from "../accounts/take-account";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { noteInSyncLog } from "./note-in-sync-log";
import { pinnedOrganization } from "./pinned-organization";

/**
 * Of several organizations of an account, makes this the one whose name, code, type and status are kept the same on both
 * sides. All of them go on counting; as after a first linking, nothing is overwritten. Refuses `changed-meanwhile`,
 * `not-found`, `invalid` for one that leads already or is gone.
 */
export async function makeLeading(
  ctx: CommandContext,
  input: MakeLeadingInput,
): Promise<{ version: number; organizationName: string }> {
  authorize(ctx, "accounts.manage");
  const { accountId, version, organizationId } = makeLeadingInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const found = await pinnedOrganization(db, ctx, organizationId);
    const taken = await takeAccount(db, ctx, { accountId, version });
    if (found.accountId !== accountId) throw new CommandRefused("not-found", { what: "link" });
    if (found.missingSince !== null) refuse(`${found.name} is no longer in IT Glue, so it cannot lead.`);
    const { tenantId } = ctx.scope;
    const ofAccount = and(
      eq(accountOrganization.tenantId, tenantId),
      eq(accountOrganization.connectionId, found.connectionId),
      eq(accountOrganization.accountId, accountId),
    );
    const [before] = await db
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
      .where(and(ofAccount, eq(accountOrganization.isLeading, true)));
    if (before?.id === organizationId)
      refuse(`${found.name} is the leading organization of ${taken.name} already.`);
    await db.update(accountOrganization).set({ isLeading: false, snapshot: null }).where(ofAccount);
    await db
      .update(accountOrganization)
      .set({ isLeading: true })
      .where(and(ofAccount, eq(accountOrganization.organizationId, organizationId)));
    await recordAudit(db, ctx, {
      action: "account.leading-organization-changed",
      subject: { kind: "account", id: accountId },
      changes: {
        leadingOrganization: { from: before?.name ?? null, to: found.name },
        version: { from: version, to: taken.version },
      },
    });
    await noteInSyncLog(db, ctx, [
      {
        connectionId: found.connectionId,
        event: "linked",
        reason: "made-leading",
        organization: found,
        account: taken,
        detail: before ? `Before: ${before.name}` : undefined,
      },
    ]);
    return { version: taken.version, organizationName: found.name };
  });
}

function refuse(message: string): never {
  throw new CommandRefused("invalid", { message }, [{ path: "organizationId", message }]);
}
