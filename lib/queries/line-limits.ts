import { withTenant } from "@/db/client";
import { nightlyChangesOf, ownToleranceOf } from "@/db/nightly-changes-of";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { Tolerance } from "@/lib/domain/counting/gate";

/** How far a night may change a line by itself: by its own limits, or by the company's where it has none. */
export type LineLimits = { own: Tolerance | null; company: Tolerance };

export async function lineLimits(scope: TenantScope, lineId: string): Promise<LineLimits> {
  return withTenant(scope, async (db) => ({
    own: await ownToleranceOf(db, scope, lineId),
    company: (await nightlyChangesOf(db, scope)).tolerance,
  }));
}
