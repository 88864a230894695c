/** Rows of one statement: far below the 65,535 parameters that a statement may have. */
const ROWS_AT_ONCE = 500;

/** Hands rows on in statements' worth, one after the other; none where there are none. */
export async function inChunks<Row>(
  rows: readonly Row[],
  work: (chunk: Row[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await work(rows.slice(from, from + ROWS_AT_ONCE));
}
