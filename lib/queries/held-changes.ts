import { and, asc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { heldChange, type Reason } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type HeldChangeRow = {
  id: string;
  /** What a decision names, so that nobody approves what a later night replaced. */
  version: number;
  lineId: string;
  lineName: string;
  contractId: string;
  contractName: string;
  accountName: string;
  currentUnits: string | null;
  proposedUnits: string;
  /** The date an approval makes it effective from. */
  firstSeenOn: string;
  reasons: Reason[];
  readingId: string;
};

/** Open held changes, the longest waiting first; of one line where given. */
export async function heldChanges(scope: TenantScope, lineId?: string): Promise<HeldChangeRow[]> {
  return withTenant(scope, (db) =>
    db
      .select({
        id: heldChange.id,
        version: heldChange.version,
        lineId: heldChange.lineId,
        lineName: contractLine.name,
        contractId: contract.id,
        contractName: contract.name,
        accountName: account.name,
        currentUnits: heldChange.currentUnits,
        proposedUnits: heldChange.proposedUnits,
        firstSeenOn: heldChange.firstSeenOn,
        reasons: heldChange.reasons,
        readingId: heldChange.readingId,
      })
      .from(heldChange)
      .innerJoin(
        contractLine,
        and(eq(contractLine.tenantId, heldChange.tenantId), eq(contractLine.id, heldChange.lineId)),
      )
      .innerJoin(
        contract,
        and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
      )
      .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
      .where(
        and(
          eq(heldChange.tenantId, scope.tenantId),
          eq(heldChange.status, "open"),
          lineId === undefined ? undefined : eq(heldChange.lineId, lineId),
        ),
      )
      .orderBy(asc(heldChange.firstSeenOn), asc(account.name)),
  );
}
