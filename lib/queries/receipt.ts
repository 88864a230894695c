import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { evidence, type ReadingState, type Reason, reading } from "@/db/schema/counting";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import {
  type CountEvidence,
  decompress,
  type ReceiptProof,
  verifyReceipt,
} from "@/lib/domain/counting/receipt";
import { IT_GLUE_SERVERS } from "@/lib/domain/regions";

export type Receipt = {
  readingId: string;
  accountId: string;
  accountName: string;
  contractId: string;
  contractName: string;
  /** Null for a form reading of a line that was not saved. */
  lineId: string | null;
  lineName: string | null;
  source: "nightly" | "update-units";
  state: ReadingState;
  reasons: Reason[];
  askedAt: string;
  businessOn: string;
  units: string | null;
  /** SHA-256 of the receipt's canonical form. */
  hash: string | null;
  /** Null where nothing was counted, or where what is stored is no receipt any more: then `proof` says so. */
  evidence: CountEvidence | null;
  /** The receipt proved anew, from itself and the recorded hash, at this very look. */
  proof: ReceiptProof | null;
  /** Where IT Glue shows an organization's records: put `/{organization}/assets/records/{asset}` behind it. */
  itGlueWebBase: string | null;
};

/** The receipt of one reading, or null where this tenant has no such reading. */
export async function receipt(scope: TenantScope, readingId: string): Promise<Receipt | null> {
  const found = await withTenant(scope, async (db) => {
    const [row] = await db
      .select({
        reading,
        accountName: account.name,
        contractName: contract.name,
        lineName: contractLine.name,
        compressed: evidence.compressed,
      })
      .from(reading)
      .innerJoin(account, and(eq(account.tenantId, reading.tenantId), eq(account.id, reading.accountId)))
      .innerJoin(contract, and(eq(contract.tenantId, reading.tenantId), eq(contract.id, reading.contractId)))
      .leftJoin(
        contractLine,
        and(eq(contractLine.tenantId, reading.tenantId), eq(contractLine.id, reading.lineId)),
      )
      .leftJoin(
        evidence,
        and(eq(evidence.tenantId, reading.tenantId), eq(evidence.hash, reading.evidenceHash)),
      )
      .where(and(eq(reading.tenantId, scope.tenantId), eq(reading.id, readingId)));
    const [glue] = await db
      .select({ subdomain: itGlueSettings.subdomain, server: itGlueConnection.server })
      .from(itGlueSettings)
      .innerJoin(
        itGlueConnection,
        and(
          eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
          eq(itGlueConnection.id, itGlueSettings.connectionId),
        ),
      )
      .where(eq(itGlueSettings.tenantId, scope.tenantId));
    return row && { ...row, glue };
  });
  if (!found) return null;
  const { reading: taken, compressed, glue } = found;
  const proof = compressed && taken.evidenceHash ? await verifyReceipt(compressed, taken.evidenceHash) : null;
  return {
    readingId: taken.id,
    accountId: taken.accountId,
    accountName: found.accountName,
    contractId: taken.contractId,
    contractName: found.contractName,
    lineId: taken.lineId,
    lineName: found.lineName,
    source: taken.source,
    state: taken.state,
    reasons: taken.reasons,
    askedAt: taken.askedAt,
    businessOn: taken.businessOn,
    units: taken.units,
    hash: taken.evidenceHash,
    evidence:
      compressed && isReadable(proof)
        ? (JSON.parse(new TextDecoder().decode(await decompress(compressed))) as CountEvidence)
        : null,
    proof,
    itGlueWebBase: glue ? `https://${glue.subdomain}.${IT_GLUE_SERVERS[glue.server].webHost}` : null,
  };
}

function isReadable(proof: ReceiptProof | null): boolean {
  const isLost = (code: string) => code === "unreadable" || code === "malformed";
  return proof === null || proof.ok || !proof.faults.some((fault) => isLost(fault.code));
}
