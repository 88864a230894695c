/**
 * Does work for every item, begun in their order and at most `limit` at a time, and answers the results in that order. Where
 * one fails, no further one is begun, and the failure is told once all that was begun has ended: nothing goes on behind the
 * caller's back. `isOver` is asked before each but the first: from its first yes on none is begun, and the results are those of
 * the items before.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  isOver: () => boolean = () => false,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let beginsNoMore = false;
  const worker = async () => {
    for (const [index, item] of waiting) {
      beginsNoMore ||= index > 0 && isOver();
      if (beginsNoMore) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        beginsNoMore = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  const failure = ended.find((one) => one.status === "rejected");
  if (failure) throw failure.reason;
  return results;
}
