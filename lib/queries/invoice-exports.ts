import { and, desc, eq, inArray } from "drizzle-orm";
import { decompress } from "#gzip";
import { withTenant } from "@/db/client";
import { exportFile, invoiceExport } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { ExportTarget } from "@/lib/domain/exports/exported-document";

export type InvoiceExportRow = {
  id: string;
  target: ExportTarget;
  /** 1 for the first time. */
  revision: number;
  reason: string | null;
  fileHash: string;
  exportedAt: string;
  exportedBy: string;
};

/** For which systems a document left, newest first. */
export async function invoiceExports(scope: TenantScope, invoiceId: string): Promise<InvoiceExportRow[]> {
  return withTenant(scope, (db) =>
    db
      .select({
        id: invoiceExport.id,
        target: invoiceExport.target,
        revision: invoiceExport.revision,
        reason: invoiceExport.reason,
        fileHash: invoiceExport.fileHash,
        exportedAt: invoiceExport.exportedAt,
        exportedBy: invoiceExport.exportedBy,
      })
      .from(invoiceExport)
      .where(and(eq(invoiceExport.tenantId, scope.tenantId), eq(invoiceExport.invoiceId, invoiceId)))
      .orderBy(desc(invoiceExport.exportedAt), desc(invoiceExport.revision)),
  );
}

/** Which of these documents left for a system. */
export async function exportedTo(
  scope: TenantScope,
  target: ExportTarget,
  invoiceIds: readonly string[],
): Promise<Set<string>> {
  if (invoiceIds.length === 0) return new Set();
  const rows = await withTenant(scope, (db) =>
    db
      .selectDistinct({ id: invoiceExport.invoiceId })
      .from(invoiceExport)
      .where(
        and(
          eq(invoiceExport.tenantId, scope.tenantId),
          eq(invoiceExport.target, target),
          inArray(invoiceExport.invoiceId, [...invoiceIds]),
        ),
      ),
  );
  return new Set(rows.map(({ id }) => id));
}

/** A file as it left, byte for byte; null where this tenant has none of this hash. */
export async function exportedFile(
  scope: TenantScope,
  fileHash: string,
): Promise<{ fileName: string; content: Uint8Array<ArrayBuffer> } | null> {
  const [file] = await withTenant(scope, (db) =>
    db
      .select({ fileName: exportFile.fileName, content: exportFile.content })
      .from(exportFile)
      .where(and(eq(exportFile.tenantId, scope.tenantId), eq(exportFile.fileHash, fileHash))),
  );
  return file ? { fileName: file.fileName, content: await decompress(file.content) } : null;
}
