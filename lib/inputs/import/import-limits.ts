/** What one import takes at most; a chunk of a run takes as many accounts (design.md 8, Runs). */
export const MOST_ROWS = 500;
const MOST_KILOBYTES = 400;

/** Why a text is too large to be read at all; null where it is not. */
export function sizeFault(text: string): string | null {
  return sizeFaultOf(new TextEncoder().encode(text).length);
}

/** As `sizeFault`, for a number of bytes. */
export function sizeFaultOf(bytes: number): string | null {
  if (bytes <= MOST_KILOBYTES * 1000) return null;
  return `This file has ${Math.ceil(bytes / 1000).toLocaleString("en-US")} kB; an import takes at most ${MOST_KILOBYTES} kB. Divide it into several files, each with all rows of its contracts`;
}

/** Why a file has too many rows; null where it has not. */
export function rowsFault(rows: number): string | null {
  if (rows <= MOST_ROWS) return null;
  return `This file has ${rows.toLocaleString("en-US")} rows; an import takes at most ${MOST_ROWS}. Divide it into several files, each with all rows of its contracts`;
}
