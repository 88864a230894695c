import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** The text of each page of a PDF, as a reader's program finds it: its pieces in order, with one blank between them. */
export async function pdfText(bytes: Uint8Array): Promise<string[]> {
  const task = getDocument({ data: bytes.slice(), verbosity: 0, useSystemFonts: false });
  const pdf = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    const pieces = items.flatMap((item) =>
      "str" in item && item.str.trim() !== "" ? [item.str.trim()] : [],
    );
    pages.push(pieces.join(" ").replace(/\s+/g, " "));
  }
  await task.destroy();
  return pages;
}
