import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { billingJob } from "@/db/schema/billing-job";
import { contract, contractLine } from "@/db/schema/contract";
import { invoice } from "@/db/schema/invoice";
import { mailMessage } from "@/db/schema/mail";
import { service } from "@/db/schema/service";
import { appUser } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** A record as a reader knows it, and its page where it has one. */
export type NamedRecord = { name: string | null; href: string | null };

type Subject = { subjectKind: string; subjectId: string };

export const recordKey = ({ subjectKind, subjectId }: Subject) => `${subjectKind} ${subjectId}`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Lookup = (
  db: Db,
  scope: TenantScope,
  ids: string[],
) => Promise<{ id: string; name: string | null; href: string | null }[]>;

const LOOKUPS: Record<string, Lookup> = {
  user: async (db, { tenantId }, ids) => {
    const isThese = and(eq(appUser.tenantId, tenantId), inArray(appUser.id, ids));
    const rows = await db.select({ id: appUser.id, name: appUser.name }).from(appUser).where(isThese);
    return rows.map((row) => ({ ...row, href: null }));
  },
  account: async (db, { tenantId }, ids) => {
    const isThese = and(eq(account.tenantId, tenantId), inArray(account.id, ids));
    const rows = await db.select({ id: account.id, name: account.name }).from(account).where(isThese);
    return rows.map((row) => ({ ...row, href: `/crm/accounts/${row.id}` }));
  },
  service: async (db, { tenantId }, ids) => {
    const isThese = and(eq(service.tenantId, tenantId), inArray(service.id, ids));
    const rows = await db.select({ id: service.id, name: service.name }).from(service).where(isThese);
    return rows.map((row) => ({ ...row, href: null }));
  },
  contract: async (db, { tenantId }, ids) => {
    const isThese = and(eq(contract.tenantId, tenantId), inArray(contract.id, ids));
    const rows = await db.select({ id: contract.id, name: contract.name }).from(contract).where(isThese);
    return rows.map((row) => ({ ...row, href: `/finance/contracts/${row.id}` }));
  },
  "contract-line": async (db, { tenantId }, ids) => {
    const isThese = and(eq(contractLine.tenantId, tenantId), inArray(contractLine.id, ids));
    const rows = await db
      .select({ id: contractLine.id, name: contractLine.name, contractId: contractLine.contractId })
      .from(contractLine)
      .where(isThese);
    return rows.map(({ contractId, ...row }) => ({
      ...row,
      href: `/finance/contracts/${contractId}/services/${row.id}`,
    }));
  },
  "billing-job": async (db, { tenantId }, ids) => {
    const isThese = and(eq(billingJob.tenantId, tenantId), inArray(billingJob.id, ids));
    const rows = await db
      .select({ id: billingJob.id, name: billingJob.name })
      .from(billingJob)
      .where(isThese);
    return rows.map((row) => ({ ...row, href: `/finance/billing-automation/${row.id}` }));
  },
  invoice: async (db, { tenantId }, ids) => {
    const isThese = and(eq(invoice.tenantId, tenantId), inArray(invoice.id, ids));
    const rows = await db.select({ id: invoice.id, number: invoice.number }).from(invoice).where(isThese);
    return rows.map(({ id, number }) => ({ id, name: `${number}`, href: `/finance/invoices/${id}` }));
  },
  "billing-settings": async (_db, { tenantId }, ids) =>
    ids
      .filter((id) => id === tenantId)
      .map((id) => ({ id, name: "Billing Settings", href: "/admin/my-company/billing-settings" })),
  "nightly-changes": async (_db, { tenantId }, ids) =>
    ids
      .filter((id) => id === tenantId)
      .map((id) => ({ id, name: "Nightly Changes", href: "/admin/my-company/nightly-changes" })),
  "mail-message": async (db, { tenantId }, ids) => {
    const isThese = and(eq(mailMessage.tenantId, tenantId), inArray(mailMessage.id, ids));
    const rows = await db
      .select({ id: mailMessage.id, name: mailMessage.subject })
      .from(mailMessage)
      .where(isThese);
    return rows.map((row) => ({ ...row, href: `/admin/my-company/outbox/${row.id}` }));
  },
};

/** Names of the records that events are about, by `recordKey`: one look-up per kind. */
export async function namedRecords(
  db: Db,
  scope: TenantScope,
  subjects: readonly Subject[],
): Promise<Map<string, NamedRecord>> {
  const names = new Map<string, NamedRecord>();
  for (const [kind, look] of Object.entries(LOOKUPS)) {
    const ids = subjects
      .filter(({ subjectKind, subjectId }) => subjectKind === kind && UUID.test(subjectId))
      .map(({ subjectId }) => subjectId);
    if (ids.length === 0) continue;
    for (const { id, ...named } of await look(db, scope, [...new Set(ids)]))
      names.set(recordKey({ subjectKind: kind, subjectId: id }), named);
  }
  return names;
}
