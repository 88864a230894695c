/** Filters of the audit log, as they stand in the address. */
export const AUDIT_FILTER_KEYS = ["action", "kind", "person"] as const;

export const PAGE_SIZE = 50;
