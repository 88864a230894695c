/** What of the Outbox's table stands in the address beside its search and page. */
export const OUTBOX_TABLE = { filterKeys: ["status"] } as const;

export const PAGE_SIZE = 50;

export const OUTBOX = "/admin/my-company/outbox";
