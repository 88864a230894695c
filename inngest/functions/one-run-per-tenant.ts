/**
 * Runs of one tenant follow one another, across all functions. A courtesy to IT Glue's rate limit and to whoever reads
 * the run log; correctness rests on the database alone (design.md 11).
 */
export const oneRunPerTenant = { scope: "env", key: "event.data.tenantId", limit: 1 } as const;
