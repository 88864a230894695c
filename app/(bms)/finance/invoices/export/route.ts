import { z } from "zod";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { refusalInWords, unexpectedInWords } from "@/lib/actions/refusal-words";
import { reportFailure } from "@/lib/actions/report-failure";
import { commandContext, getSession, type Session } from "@/lib/auth/session";
import { exportInvoices } from "@/lib/commands/exports/export-invoices";
import { CommandRefused } from "@/lib/commands/refusal";
import { TARGETS } from "@/lib/domain/exports/export-file";
import type { ExportTarget } from "@/lib/domain/exports/exported-document";
import { businessDate } from "@/lib/domain/regions";
import { makeExportFile } from "@/lib/files/export-file";
import { exportInvoicesInput, exportMatchingInput, MOST_CHOSEN } from "@/lib/inputs/exports";
import { exportedTo } from "@/lib/queries/invoice-exports";
import { invoiceList } from "@/lib/queries/invoice-list";
import { INVOICE_FILTER_KEYS } from "../_list/invoice-address";
import { invoiceFilter } from "../_list/invoice-filter";

const body = z.union([exportInvoicesInput, exportMatchingInput]);

/**
 * Exports documents and answers with the file: the chosen ones, or all of the list that never left for this system, up to
 * what it takes in one file (`x-exported` and `x-left` say how many). A route, because the answer is a file. Refusals are
 * JSON, in the words of actions.
 */
export async function POST(request: Request): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ code: "signed-out", message: "Sign in first." }, { status: 401 });
  // Only a script of this site sends JSON: a form of another one cannot.
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    return Response.json({ code: "invalid", message: "Send JSON." }, { status: 415 });
  try {
    const asked = body.parse(await request.json().catch(() => null));
    const command = commandContext(session);
    const { ids, left } =
      "matching" in asked
        ? await neverExported(session, command.now(), asked)
        : { ids: asked.invoiceIds, left: 0 };
    if (ids.length === 0)
      throw new CommandRefused("invalid", {
        message: `All of these left for ${TARGETS[asked.target].label} before, or are void: there is nothing to export.`,
      });
    const reason = "reason" in asked ? asked.reason : "";
    const file = await exportInvoices(
      command,
      { target: asked.target, invoiceIds: ids, reason },
      makeExportFile,
    );
    return fileResponse(file, { "x-exported": `${file.documents}`, "x-left": `${left}` });
  } catch (error) {
    return refused(error);
  }
}

/** Of the list at this address what is not void and never left for the target, the oldest first, one kind where it must be. */
async function neverExported(
  session: Session,
  now: Parameters<typeof businessDate>[0],
  { target, matching }: { target: ExportTarget; matching: string },
): Promise<{ ids: string[]; left: number }> {
  const address = Promise.resolve(Object.fromEntries(new URLSearchParams(matching)));
  const state = await loadTableState(address, { filterKeys: INVOICE_FILTER_KEYS });
  const filter = invoiceFilter(state, businessDate(now, session.tenant.timeZone).toString());
  const sort = { column: "invoiceOn", direction: "asc" } as const;
  const { rows } = await invoiceList(session.scope, { ...filter, sort, pageIndex: 0, pageSize: MOST_CHOSEN });
  const standing = rows.filter(({ status }) => status !== "void");
  const gone = await exportedTo(
    session.scope,
    target,
    standing.map(({ id }) => id),
  );
  const open = standing.filter(({ id }) => !gone.has(id));
  const { mixesKinds, mostDocuments } = TARGETS[target];
  const ofOneKind = mixesKinds ? open : open.filter(({ kind }) => kind === firstKind(open));
  const ids = ofOneKind.slice(0, mostDocuments).map(({ id }) => id);
  return { ids, left: open.length - ids.length };
}

/** Invoices before credit notes: what corrects something comes after it. */
function firstKind(rows: readonly { kind: "invoice" | "credit-note" }[]) {
  return rows.some(({ kind }) => kind === "invoice") ? "invoice" : "credit-note";
}

function fileResponse(
  { fileName, content }: { fileName: string; content: Uint8Array<ArrayBuffer> },
  headers: Record<string, string>,
): Response {
  return new Response(content, {
    headers: {
      "content-type": fileName.endsWith(".csv")
        ? "text/csv; charset=utf-8"
        : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
      ...headers,
    },
  });
}

function refused(error: unknown): Response {
  if (error instanceof CommandRefused)
    return Response.json(refusalInWords(error), { status: error.code === "not-allowed" ? 403 : 409 });
  if (error instanceof z.ZodError) {
    const message = error.issues[0]?.message ?? "This cannot be exported.";
    return Response.json({ code: "invalid", message: `${message}.` }, { status: 400 });
  }
  return Response.json(unexpectedInWords(reportFailure(error)), { status: 500 });
}
