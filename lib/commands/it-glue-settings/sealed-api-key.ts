import type { Db } from "@/db/database";
import { openSealed, seal } from "@/lib/auth/sealing";
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
