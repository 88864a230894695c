import { and, asc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import { authorize } from "@/lib/auth/policy";
import { type UnlinkOrganizationInput, unlinkOrganizationInput } from "@/lib/inputs/organization-links";
import { takeAccount } from "../accounts/take-account";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { endCountingLines } from "./end-counting-lines";
import { noteInSyncLog } from "./note-in-sync-log";
import { type PinnedOrganization, pinnedOrganization } from "./pinned-organization";

/**
 * Takes an organization off an account. Units of its lines are kept unless the person chose to end the lines (design.md
 * 5): a count that lacks an organization is unmapped or held, never a credit. No later sync links it again by itself; of
 * those that remain, the one linked first leads. Refuses `changed-meanwhile`, `not-found`, `too-far-back`, `invalid`.
 * @returns `endedLines`: service lines that got a last billed day.
 */
export async function unlinkOrganization(
  ctx: CommandContext,
  input: UnlinkOrganizationInput,
): Promise<{ version: number; organizationName: string; endedLines: number }> {
  authorize(ctx, "accounts.manage");
  const { accountId, version, organizationId, units } = unlinkOrganizationInput.parse(input);
  if (units.choice === "end") authorize(ctx, "contracts.manage");
  return withTenant(ctx.scope, async (db) => {
    const found = await pinnedOrganization(db, ctx, organizationId);
    const taken = await takeAccount(db, ctx, { accountId, version });
    if (found.accountId !== accountId) throw new CommandRefused("not-found", { what: "link" });
    const { wasLeading } = await removeLink(db, ctx, found, accountId);
    const remaining = await linksOf(db, ctx, found.connectionId, accountId);
    const next = wasLeading ? remaining[0] : undefined;
    if (next) await lead(db, ctx, found.connectionId, next.id);
    if (units.choice === "end" && remaining.length > 0) refuseToEnd(found, remaining.length);
    const endedLines = units.choice === "end" ? await endCountingLines(db, ctx, accountId, units) : 0;
    await recordAudit(db, ctx, {
      action: "account.organization-unlinked",
      subject: { kind: "account", id: accountId },
      changes: {
        linkedOrganization: { from: `${found.name} (${organizationId})`, to: null },
        ...(next && { leadingOrganization: { from: found.name, to: next.name } }),
        ...(endedLines > 0 && { linesEnded: { from: null, to: endedLines } }),
        version: { from: version, to: taken.version },
      },
    });
    await noteInSyncLog(db, ctx, [
      {
        connectionId: found.connectionId,
        event: "unlinked",
        reason: endedLines > 0 ? "lines-ended" : "units-kept",
        organization: found,
        account: taken,
      },
    ]);
    return { version: taken.version, organizationName: found.name, endedLines };
  });
}

function refuseToEnd({ name }: PinnedOrganization, remaining: number): never {
  const message = `Without ${name}, ${remaining === 1 ? "another organization" : `${remaining} organizations`} of this account still count for its service lines. Keep the units here; end a line on its own page.`;
  throw new CommandRefused("invalid", { message }, [{ path: "units.choice", message }]);
}

async function removeLink(
  db: Db,
  ctx: CommandContext,
  { connectionId, id }: PinnedOrganization,
  accountId: string,
): Promise<{ wasLeading: boolean }> {
  const [removed] = await db
    .delete(accountOrganization)
    .where(
      and(
        eq(accountOrganization.tenantId, ctx.scope.tenantId),
        eq(accountOrganization.connectionId, connectionId),
        eq(accountOrganization.organizationId, id),
        eq(accountOrganization.accountId, accountId),
      ),
    )
    .returning({ wasLeading: accountOrganization.isLeading });
  if (!removed) throw new CommandRefused("not-found", { what: "link" });
  return removed;
}

/** The account's organizations: those that are there before those that are gone, the one linked first before others. */
async function linksOf(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  accountId: string,
): Promise<{ id: string; name: string }[]> {
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
        eq(accountOrganization.connectionId, connectionId),
        eq(accountOrganization.accountId, accountId),
      ),
    )
    .orderBy(
      sql`${organization.missingSince} is not null`,
      asc(accountOrganization.linkedAt),
      asc(organization.id),
    );
}

/** Its fields begin to follow without overwriting anything: as after a first linking. */
async function lead(db: Db, ctx: CommandContext, connectionId: string, organizationId: string) {
  await db
    .update(accountOrganization)
    .set({ isLeading: true, snapshot: null })
    .where(
      and(
        eq(accountOrganization.tenantId, ctx.scope.tenantId),
        eq(accountOrganization.connectionId, connectionId),
        eq(accountOrganization.organizationId, organizationId),
      ),
    );
}
