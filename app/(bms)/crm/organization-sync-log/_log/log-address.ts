import { parseAsString } from "nuqs/server";

/** What of the log stands in the address beside its table's own search, filter and page. */
export const LOG_DATES = { from: parseAsString.withDefault(""), to: parseAsString.withDefault("") };

export const LOG_TABLE = { filterKeys: ["event"] } as const;

export const PAGE_SIZE = 50;

/** Where the history of one account is read. */
export const accountHistoryHref = (accountId: string) => `/crm/organization-sync-log?account=${accountId}`;
