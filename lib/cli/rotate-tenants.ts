import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";
import { jobContext } from "@/lib/auth/job-context";
import { masterKeyId } from "@/lib/auth/master-key";
import { SealBroken } from "@/lib/auth/sealing";
import { type RotatedKeys, rotateKeys } from "@/lib/commands/sealing/rotate-keys";

/** What came of one company; `message`: why its keys were not rotated, one line. */
export type RotatedTenant = { tenant: string } & (({ message: null } & RotatedKeys) | { message: string });

/** Why no company's keys were rotated, in one line for a terminal. */
export class RotationRefused extends Error {
  override readonly name = "RotationRefused";
}

/**
 * Rotates the data keys of every company, one after another, in the process that has the database. One that cannot be
 * rotated stays as it is and stops no other.
 * @param expectedMasterKeyId of whoever asks a running app, which may have been started with another key.
 * @throws RotationRefused before anything was changed.
 */
export async function rotateTenants(expectedMasterKeyId?: string): Promise<RotatedTenant[]> {
  if (expectedMasterKeyId !== undefined && expectedMasterKeyId !== (await masterKeyId())) {
    throw new RotationRefused(
      "The running app was started with another FLEXBILL_MASTER_KEY. Start it with the new one, and the former as FLEXBILL_MASTER_KEY_PREVIOUS; then rotate.",
    );
  }
  const tenants = await withGate((db) =>
    db
      .select({
        tenantId: sql<string>`tenant_id`.as("tenant_id"),
        slug: sql<string>`slug`.as("slug"),
      })
      .from(sql`every_tenant()`)
      .orderBy(sql`slug`),
  );
  const rotated: RotatedTenant[] = [];
  for (const { tenantId, slug } of tenants)
    rotated.push({ tenant: slug, ...(await rotatedOrWhyNot(tenantId)) });
  return rotated;
}

async function rotatedOrWhyNot(tenantId: string) {
  try {
    const ctx = await jobContext({ tenantId }, "npm run rotate-keys", { kind: "command-line" });
    return { message: null, ...(await rotateKeys(ctx)) };
  } catch (error) {
    if (error instanceof SealBroken) return { message: error.message };
    throw error;
  }
}
