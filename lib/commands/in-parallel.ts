/**
 * Does work for every item, begun in their order and at most `limit` at a time, and answers the results in that order. Where
 * one fails, no further one is begun, and the failure is told once all that was begun has ended: nothing goes on behind the
 * caller's back.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const worker = async () => {
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  const failure = ended.find((one) => one.status === "rejected");
  if (failure) throw failure.reason;
  return results;
}
