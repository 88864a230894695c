import { and, eq, inArray, max } from "drizzle-orm";
import { compress } from "#gzip";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { exportFile, invoiceExport } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { type DateOrder, dateOrderOf } from "@/lib/domain/exports/accounting-words";
import { exportFileName, TARGETS } from "@/lib/domain/exports/export-file";
import type { ExportedDocument, ExportNames, ExportTarget } from "@/lib/domain/exports/exported-document";
import { businessDate } from "@/lib/domain/regions";
import { type ExportInvoicesInput, exportInvoicesInput } from "@/lib/inputs/exports";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type DocumentToExport, documentsToExport } from "./read-documents";

/** Makes the bytes of a file; the command is handed it, as only a server can write workbooks. */
export type MakeExportFile = (
  target: ExportTarget,
  documents: readonly ExportedDocument[],
  words: { names: ExportNames; dateOrder: DateOrder },
) => Promise<Uint8Array<ArrayBuffer>>;

export type ExportedFile = {
  fileHash: string;
  fileName: string;
  content: Uint8Array<ArrayBuffer>;
  documents: number;
};

/** Numbers that a refusal names; the rest are counted. */
const MOST_NAMED = 8;

/**
 * Makes the file of chosen invoices and credit notes for one system and marks each of them as exported, in one transaction
 * with the file itself: either all of it happened and the file can be had again, or nothing did. Each leaves once per
 * system, and again only with a reason.
 * @throws CommandRefused "not-allowed"; "not-found"; "already-exported", naming them; "invalid" for void ones, for more
 * than the system takes in one file, and for kinds that it does not take together.
 */
export async function exportInvoices(
  ctx: CommandContext,
  raw: ExportInvoicesInput,
  makeFile: MakeExportFile,
): Promise<ExportedFile> {
  authorize(ctx, "billing.invoice");
  const { target, invoiceIds, reason } = exportInvoicesInput.parse(raw);
  const ids = [...new Set(invoiceIds)];
  return withTenant(ctx.scope, async (db) => {
    const documents = await documentsToExport(db, ctx, ids);
    if (documents.length < ids.length) throw new CommandRefused("not-found", { what: "invoice" });
    refuseUnfit(target, documents);
    const revisions = await revisionsOf(db, ctx, target, ids);
    const repeated = documents.filter(({ id }) => revisions.has(id));
    if (repeated.length > 0 && reason === "")
      throw new CommandRefused("already-exported", {
        numbers: named(repeated),
        target: TARGETS[target].label,
      });
    const settings = await billingSettingsOf(db, ctx.scope);
    const words = { names: settings.exportNames, dateOrder: dateOrderOf(ctx.tenant.server) };
    const content = await makeFile(target, documents, words);
    const file = {
      fileHash: await sha256Of(content),
      fileName: exportFileName(target, documents, businessDate(ctx.now(), ctx.tenant.timeZone).toString()),
      content,
    };
    await keep(db, ctx, target, file);
    for (const { id } of documents) {
      const revision = (revisions.get(id) ?? 0) + 1;
      await mark(db, ctx, { invoiceId: id, target, revision, reason, fileHash: file.fileHash });
    }
    return { ...file, documents: documents.length };
  });
}

function refuseUnfit(target: ExportTarget, documents: readonly DocumentToExport[]): void {
  const { label, mostDocuments, mixesKinds } = TARGETS[target];
  const invalid = (message: string) => new CommandRefused("invalid", { message });
  const voided = documents.filter(({ isVoid }) => isVoid);
  if (voided.length > 0)
    throw invalid(
      `${named(voided)} ${voided.length === 1 ? "is" : "are"} void and never exported. Take void ones out of the selection.`,
    );
  if (documents.length > mostDocuments)
    throw invalid(
      `${label} takes ${mostDocuments} documents in one file, and these are ${documents.length}. Choose fewer.`,
    );
  if (!mixesKinds && new Set(documents.map(({ kind }) => kind)).size > 1)
    throw invalid(`${label} takes invoices and credit notes in files of their own. Choose one kind.`);
}

function named(documents: readonly ExportedDocument[]): string {
  const names = documents.map(
    ({ kind, number }) => `${kind === "invoice" ? "Invoice" : "Credit note"} ${number}`,
  );
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(", ")} and ${more} more` : names.join(", ");
}

async function revisionsOf(
  db: Db,
  ctx: CommandContext,
  target: ExportTarget,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: invoiceExport.invoiceId, revision: max(invoiceExport.revision) })
    .from(invoiceExport)
    .where(
      and(
        eq(invoiceExport.tenantId, ctx.scope.tenantId),
        eq(invoiceExport.target, target),
        inArray(invoiceExport.invoiceId, [...ids]),
      ),
    )
    .groupBy(invoiceExport.invoiceId);
  return new Map(rows.map(({ id, revision }) => [id, revision ?? 0]));
}

const at = (ctx: CommandContext) => ctx.now().toString({ smallestUnit: "millisecond" });

/** The same bytes are one file, however often they leave. */
async function keep(
  db: Db,
  ctx: CommandContext,
  target: ExportTarget,
  { fileHash, fileName, content }: Omit<ExportedFile, "documents">,
): Promise<void> {
  await db
    .insert(exportFile)
    .values({
      ...{ tenantId: ctx.scope.tenantId, fileHash, target, fileName },
      content: await compress(content),
      createdAt: at(ctx),
    })
    .onConflictDoNothing();
}

async function mark(
  db: Db,
  ctx: CommandContext,
  {
    reason,
    ...exported
  }: { invoiceId: string; target: ExportTarget; revision: number; reason: string; fileHash: string },
): Promise<void> {
  const isRepeated = exported.revision > 1;
  await db.insert(invoiceExport).values({
    ...exported,
    tenantId: ctx.scope.tenantId,
    reason: isRepeated ? reason : null,
    exportedAt: at(ctx),
    exportedBy: ctx.actor.name,
  });
  await recordAudit(db, ctx, {
    action: isRepeated ? "invoice.exported-again" : "invoice.exported",
    subject: { kind: "invoice", id: exported.invoiceId },
    changes: { target: { from: null, to: TARGETS[exported.target].label } },
    ...(isRepeated && { reason }),
  });
}

/** Lower-case hexadecimal, by the runtime. */
export async function sha256Of(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
