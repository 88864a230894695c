import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import type { LinkReason } from "@/lib/domain/organization-sync/link-reason";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { noteInSyncLog } from "./note-in-sync-log";

type NewLinks = {
  connectionId: string;
  /** Held by the caller, who has raised its version from `version - 1`. */
  account: { id: string; name: string; version: number };
  /** None of them linked to any account. */
  organizations: { id: string; name: string }[];
  reason: LinkReason;
};

/**
 * Links organizations to one account, with audit and sync log. Without a snapshot: the first sync after it overwrites
 * nothing (design.md 6). The first of an account that has no leading one becomes the leading one.
 */
export async function writeLinks(
  db: Db,
  ctx: CommandContext,
  { connectionId, account, organizations, reason }: NewLinks,
): Promise<void> {
  const { tenantId } = ctx.scope;
  const leading = await db
    .select({ organizationId: accountOrganization.organizationId })
    .from(accountOrganization)
    .where(
      and(
        eq(accountOrganization.tenantId, tenantId),
        eq(accountOrganization.connectionId, connectionId),
        eq(accountOrganization.accountId, account.id),
        eq(accountOrganization.isLeading, true),
      ),
    );
  await db.insert(accountOrganization).values(
    organizations.map((organization, index) => ({
      tenantId,
      connectionId,
      organizationId: organization.id,
      accountId: account.id,
      linkedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      isLeading: leading.length === 0 && index === 0,
      snapshot: null,
    })),
  );
  for (const organization of organizations)
    await recordAudit(db, ctx, {
      action: "account.organization-linked",
      subject: { kind: "account", id: account.id },
      changes: {
        linkedOrganization: { from: null, to: `${organization.name} (${organization.id})` },
        version: { from: account.version - 1, to: account.version },
      },
    });
  await noteInSyncLog(
    db,
    ctx,
    organizations.map((organization) => ({ connectionId, event: "linked", reason, organization, account })),
  );
}
