import type { Caller, Read } from "./caller";
import { firstPage, halvedPage, nextPage, pageSizeOf } from "./paging";
import { ItGlueError } from "./port";
import { type Envelope, readEnvelope } from "./wire";

/** A list that does not add up is read this often in all. */
const PASSES = 3;

type Pass<Row> = { rows: Map<string, Row>; isWhole: boolean; size: number; summary: string };

export type ListRequest<Row extends { id: string }> = {
  base: string;
  path: string;
  query: Record<string, string>;
  pageSize: number;
  rowsOf: (envelope: Envelope) => Row[];
};

async function readPass<Row extends { id: string }>(
  caller: Caller,
  read: Read,
  list: ListRequest<Row>,
  size: number,
): Promise<Pass<Row>> {
  const rows = new Map<string, Row>();
  const totals = new Set<number | null>();
  const visited = new Set<string>();
  let received = 0;
  let current = firstPage(list.base, list.path, list.query, size);
  for (let next: string | null = current; next !== null; ) {
    if (visited.has(next)) throw new ItGlueError("malformed", "IT Glue's list leads back to itself", 200);
    visited.add(next);
    const answer = await caller.getJson(read, next, halvedPage);
    current = answer.url;
    const envelope = readEnvelope(answer.json);
    totals.add(envelope.meta["total-count"]);
    for (const row of list.rowsOf(envelope)) {
      received += 1;
      rows.set(row.id, row);
    }
    next = nextPage(list.base, current, envelope);
  }
  const [total = null] = totals;
  const isWhole = totals.size === 1 && (total === null ? rows.size === received : rows.size === total);
  const usedSize = pageSizeOf(current) ?? size;
  const summary = `${rows.size} different records where IT Glue says ${[...totals].join(", then ")}`;
  return { rows, isWhole, size: usedSize, summary };
}

/**
 * Reads a list to its end: each record once, the last copy of it. The list is whole when every page named one total and
 * as many different records came; otherwise records moved between pages, and it is read again, three times in all.
 * A record deleted and another added during one pass look whole: no answer of IT Glue shows that.
 * @throws ItGlueError; "unavailable" where the list never held still.
 */
export async function readList<Row extends { id: string }>(
  caller: Caller,
  read: Read,
  list: ListRequest<Row>,
): Promise<Row[]> {
  let size = list.pageSize;
  let summary = "";
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const result = await readPass(caller, read, list, size);
    if (result.isWhole) return [...result.rows.values()];
    ({ size, summary } = result);
  }
  throw new ItGlueError("unavailable", `IT Glue's list of ${list.path} did not hold still: ${summary}`, 200);
}
