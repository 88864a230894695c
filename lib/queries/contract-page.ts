import { and, asc, count, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { itGlueSettings } from "@/db/schema/it-glue";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount, sumMinor } from "@/lib/domain/billing/money";
import { type CycleChangeFacts, cycleInForce } from "@/lib/domain/billing/next-period";
import type { ContractForm } from "./contract-form";
import { type ProratedRow, proratedOf } from "./contract-page-prorated";
import { type OpeningLine, openingLines } from "./contracts-opening-amounts";
import { type LineFigures, lineFigures } from "./line-figures";
import { type HistoryEvent, subjectHistory } from "./subject-history";
import { termsSentences } from "./terms-sentences";

export type ContractLineRow = Omit<LineFigures, "extendedMinor"> & {
  id: string;
  name: string;
  serviceName: string;
  startOn: string;
  endOn: string | null;
  /** What is counted and how changes are billed, one dated sentence. */
  terms: string;
  /** Billed units × price for one whole period, in major units; null while the line is not billable. */
  extendedPrice: string | null;
};

export type ContractPage = {
  /** With the billing cycle in force today, and those that are to follow. */
  contract: NonNullable<ContractForm["contract"]> & { createdAt: string; plannedCycles: CycleChangeFacts[] };
  /** IT Glue organizations linked to the account; 0 means that nothing can be counted. */
  organizations: number;
  /** Lines in the order of the invoice; `isBilledOn` tells those that bill today or later. */
  lines: ContractLineRow[];
  /** Sum of the lines that have not ended, for one whole period as they stand today, in major units. */
  pricePerPeriod: string;
  prorated: ProratedRow[];
  /** Older prorations than those listed exist. */
  hasMoreProrated: boolean;
  /** What the previous system billed, line by line. */
  opening: OpeningLine[];
  /** Newest first, of the subject that was asked for. */
  history: HistoryEvent[];
  /** Older changes than those listed exist. */
  hasMoreHistory: boolean;
};

const HISTORY_SHOWN = 50;
const PRORATED_SHOWN = 100;
/** "All" as a page can still show it: more events than a contract has in ten years of nights. */
const ALL_SHOWN = 10_000;

/** Which part of a contract's past a page asks for. */
export type ContractPast = {
  /** "contract" for its own changes alone, the id of a line for that line's, null for all. */
  historyOf?: string | null;
  isWholeHistory?: boolean;
  areAllProrated?: boolean;
};

/** One contract with all its page shows as of `on`; null where this tenant has none of this id. */
export async function contractPage(
  scope: TenantScope,
  contractId: string,
  on: string,
  past: ContractPast = {},
): Promise<ContractPage | null> {
  return withTenant(scope, async (db) => {
    const [found] = await db
      .select({
        contract,
        accountName: account.name,
        isPosted: sql<boolean>`exists (select 1 from charge c
          where c.tenant_id = ${contract.tenantId} and c.contract_id = ${contract.id})`,
      })
      .from(contract)
      .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
      .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.id, contractId)));
    if (!found) return null;
    const { tenantId: _own, ...row } = found.contract;
    const lines = await linesOf(db, scope, contractId, row.currency, on);
    const prorated = await proratedOf(
      db,
      scope,
      contractId,
      past.areAllProrated ? ALL_SHOWN : PRORATED_SHOWN,
    );
    const historyShown = past.isWholeHistory ? ALL_SHOWN : HISTORY_SHOWN;
    const history = await historyOf(db, scope, { contractId, lines, past }, historyShown + 1);
    const terms = await termsSentences(
      db,
      scope,
      lines.map(({ id, startOn }) => ({
        lineId: id,
        contract: found.contract,
        on: startOn > on ? startOn : on,
      })),
      null,
    );
    const billing = lines.filter((line) => line.endOn === null || line.endOn >= on);
    return {
      contract: {
        ...row,
        ...cycleInForce(row, on),
        plannedCycles: row.cycleChanges.filter(({ fromOn }) => fromOn > on),
        accountName: found.accountName,
        isPosted: found.isPosted,
      },
      organizations: await organizationsOf(db, scope, row.accountId),
      lines: lines.map(({ extendedMinor, ...line }) => ({
        ...line,
        terms: terms.get(line.id) ?? "",
        extendedPrice: extendedMinor === null ? null : formatAmount(extendedMinor, row.currency),
      })),
      pricePerPeriod: formatAmount(sumMinor(billing.map((line) => line.extendedMinor ?? 0n)), row.currency),
      prorated: prorated.rows,
      hasMoreProrated: prorated.hasMore,
      opening: await openingLines(db, scope, found.contract),
      history: history.slice(0, historyShown),
      hasMoreHistory: history.length > historyShown,
    };
  });
}

async function historyOf(
  db: Db,
  scope: TenantScope,
  { contractId, lines, past }: { contractId: string; lines: readonly { id: string }[]; past: ContractPast },
  limit: number,
): Promise<HistoryEvent[]> {
  const ofContract = { kind: "contract", ids: [contractId] };
  const ofLines = (ids: string[]) => ({ kind: "contract-line", ids });
  const one = lines.find(({ id }) => id === past.historyOf);
  const subjects = one
    ? [ofLines([one.id])]
    : past.historyOf === "contract"
      ? [ofContract]
      : [ofContract, ofLines(lines.map(({ id }) => id))];
  return subjectHistory(db, scope, subjects, limit);
}

type Line = Omit<ContractLineRow, "extendedPrice" | "terms"> & { extendedMinor: bigint | null };

async function linesOf(
  db: Db,
  scope: TenantScope,
  contractId: string,
  currency: string,
  on: string,
): Promise<Line[]> {
  const rows = await db
    .select({
      id: contractLine.id,
      name: contractLine.name,
      serviceName: service.name,
      startOn: contractLine.startOn,
      endOn: contractLine.endOn,
    })
    .from(contractLine)
    .innerJoin(
      service,
      and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
    )
    .where(and(eq(contractLine.tenantId, scope.tenantId), eq(contractLine.contractId, contractId)))
    .orderBy(asc(contractLine.sortOrder), asc(contractLine.name));
  // A line that starts later is shown with the figures of its first day.
  const days = new Map(rows.map((row) => [row.id, row.startOn > on ? row.startOn : on]));
  const figures = new Map<string, LineFigures>();
  for (const day of new Set(days.values())) {
    const these = rows.filter(({ id }) => days.get(id) === day).map(({ id }) => ({ id, currency }));
    for (const [id, figure] of await lineFigures(db, scope, these, day)) figures.set(id, figure);
  }
  return rows.flatMap((row) => {
    const own = figures.get(row.id);
    return own ? [{ ...row, ...own }] : [];
  });
}

/** Linked organizations of an account under the tenant's present connection. */
export async function organizationsOf(db: Db, scope: TenantScope, accountId: string): Promise<number> {
  const [linked] = await db
    .select({ organizations: count() })
    .from(accountOrganization)
    .innerJoin(
      itGlueSettings,
      and(
        eq(itGlueSettings.tenantId, accountOrganization.tenantId),
        eq(itGlueSettings.connectionId, accountOrganization.connectionId),
      ),
    )
    .where(
      and(eq(accountOrganization.tenantId, scope.tenantId), eq(accountOrganization.accountId, accountId)),
    );
  return linked?.organizations ?? 0;
}
