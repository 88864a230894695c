import type { ActionError } from "@/app/_components/action-error";
import type { ExportTarget } from "@/lib/domain/exports/exported-document";

/** Chosen documents by id, or all that the list's address shows and that never left for the system. */
export type ExportRequest = { target: ExportTarget } & (
  | { invoiceIds: readonly string[]; reason: string }
  | { matching: string }
);

export type ExportAnswer =
  | { ok: true; fileName: string; file: Blob; exported: number; left: number }
  | { ok: false; error: ActionError };

/** As an action without an answer: whether the documents are marked cannot be known here. */
const NO_ANSWER: ActionError = {
  code: "no-answer",
  message:
    "The server gave no answer, so it is not known whether this was done. Reload the page before you try again: the file of an export that was done can be downloaded from the page of each of its invoices.",
};

/** Asks for the file, which marks what is in it. */
export async function requestExport(request: ExportRequest): Promise<ExportAnswer> {
  const answer = await fetch("/finance/invoices/export", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  }).catch(() => null);
  if (answer === null) return { ok: false, error: NO_ANSWER };
  if (!answer.ok) return { ok: false, error: await answer.json().catch(() => NO_ANSWER) };
  const fileName = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  const figure = (name: string) => Number(answer.headers.get(name) ?? 0);
  const file = await answer.blob().catch(() => null);
  if (file === null) return { ok: false, error: NO_ANSWER };
  return {
    ok: true,
    fileName: fileName ?? "export",
    file,
    exported: figure("x-exported"),
    left: figure("x-left"),
  };
}

/** Has the browser save a file. */
export function saveFile(file: Blob, fileName: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
