import type { Db } from "@/db/database";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import type { LinkReason } from "@/lib/domain/organization-sync/link-reason";
import type { CommandContext } from "../context";

export type LinkNote = {
  connectionId: string;
  event: "linked" | "unlinked" | "pulled";
  reason: LinkReason;
  organization: { id: string; name: string };
  account: { id: string; name: string };
  detail?: string;
};

/** Writes to the sync log what a person did to the link of an organization and an account. */
export async function noteInSyncLog(db: Db, ctx: CommandContext, notes: readonly LinkNote[]): Promise<void> {
  if (notes.length === 0) return;
  await db.insert(organizationSyncLog).values(
    notes.map(({ connectionId, event, reason, organization, account, detail }) => ({
      tenantId: ctx.scope.tenantId,
      connectionId,
      at: ctx.now().toString({ smallestUnit: "millisecond" }),
      event,
      organizationId: organization.id,
      organizationName: organization.name,
      accountId: account.id,
      accountName: account.name,
      reason,
      detail: detail ?? null,
      fields: {},
      actorName: ctx.actor.name,
    })),
  );
}
