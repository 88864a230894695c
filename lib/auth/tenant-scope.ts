declare const minted: unique symbol;

/** Proof that a caller may act for a tenant. Only the session gate, jobs and command-line verbs mint one. */
export type TenantScope = { readonly tenantId: string; readonly [minted]: true };

/** Mints a scope. A lint rule keeps this import to the session gate, the jobs, the command line and test factories. */
export function mintTenantScope(tenantId: string): TenantScope {
  return { tenantId } as TenantScope;
}
