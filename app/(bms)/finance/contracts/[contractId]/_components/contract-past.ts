import type { ContractPast } from "@/lib/queries/contract-page";

type Search = Record<string, string | string[] | undefined>;

/** What an address asks of a contract's past: `?history=` a line's id or "contract", `&whole=1`, `&prorated=all`. */
export function pastFrom({ history, whole, prorated }: Search): ContractPast {
  return {
    historyOf: typeof history === "string" && history !== "" ? history : null,
    isWholeHistory: whole === "1",
    areAllProrated: prorated === "all",
  };
}

/** The address of a contract's page that asks for a part of its past, at a section of it. */
export function pastHref(contractId: string, past: ContractPast, section: string): string {
  const asked = new URLSearchParams();
  if (past.historyOf) asked.set("history", past.historyOf);
  if (past.isWholeHistory) asked.set("whole", "1");
  if (past.areAllProrated) asked.set("prorated", "all");
  const query = asked.toString();
  return `/finance/contracts/${contractId}${query && `?${query}`}#${section}`;
}
