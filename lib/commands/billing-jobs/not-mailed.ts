import { and, asc, eq, notExists, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import type { JobRunSummary } from "@/db/schema/billing-job";
import { invoice } from "@/db/schema/invoice";
import { mailMessage } from "@/db/schema/mail";
import type { CommandContext } from "../context";
import { writtenBy } from "./run-actor";

export type NotMailed = {
  notMailed: NonNullable<JobRunSummary["notMailed"]>;
  /** How many more there are. */
  leftOut: number;
};

/** The invoices of a run that nobody is told of, by number: `most` of them. */
export async function invoicesNotMailed(
  db: Db,
  ctx: CommandContext,
  runId: string,
  most: number,
): Promise<NotMailed> {
  const mails = db
    .select({ id: mailMessage.id })
    .from(mailMessage)
    .where(
      and(
        eq(mailMessage.tenantId, invoice.tenantId),
        eq(mailMessage.kind, "invoice"),
        eq(mailMessage.dedupeKey, sql`${invoice.id}::text`),
      ),
    );
  const rows = await db
    .select({
      invoiceId: invoice.id,
      number: invoice.number,
      accountId: account.id,
      accountName: account.name,
      all: sql<number>`(count(*) OVER ())::int`,
    })
    .from(invoice)
    .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
    .where(
      and(
        eq(invoice.tenantId, ctx.scope.tenantId),
        eq(invoice.kind, "invoice"),
        writtenBy(invoice.issuedBy, runId),
        notExists(mails),
      ),
    )
    .orderBy(asc(invoice.number))
    .limit(most);
  const reason = "The account has no e-mail address for invoices.";
  return {
    notMailed: rows.map(({ all: _many, ...issued }) => ({ ...issued, reason })),
    leftOut: (rows[0]?.all ?? 0) - rows.length,
  };
}
