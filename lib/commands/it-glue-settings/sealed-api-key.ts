import type { Db } from "@/db/database";
import { openSealed, openSealedUnder, seal } from "@/lib/auth/sealing";
import type { StoredDataKey } from "@/lib/auth/sealing-data-keys";
import type { TenantScope } from "@/lib/auth/tenant-scope";

const place = (scope: TenantScope) => ({
  table: "it_glue_settings",
  column: "sealed_api_key",
  row: scope.tenantId,
});

/** The tenant's API key as it may be stored. */
export function sealApiKey(db: Db, scope: TenantScope, key: string): Promise<string> {
  return seal(db, scope, place(scope), key);
}

/** The tenant's API key in clear, for the gateway alone: it goes into no row, log, audit or answer. */
export function openApiKey(db: Db, scope: TenantScope, sealed: string): Promise<string> {
  return openSealed(db, scope, place(scope), sealed);
}

/** The same with the data key that was read together with it. */
export function openApiKeyUnder(
  stored: StoredDataKey | null,
  scope: TenantScope,
  sealed: string,
): Promise<string> {
  return openSealedUnder(stored, scope, place(scope), sealed);
}
