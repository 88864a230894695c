import { Temporal } from "temporal-polyfill";

/**
 * Days and moments as rows hold them ("2026-06-10", "2026-06-10T04:15:00.000Z"). The rows of a night share few of them, they are
 * dear to make and never change: each is made once.
 */
export const dayOf = madeOnce((text) => Temporal.PlainDate.from(text));
export const momentOf = madeOnce((text) => Temporal.Instant.from(text));

/** What is kept before all is forgotten: a process runs for weeks. */
const MOST_KEPT = 20_000;

function madeOnce<Value>(make: (text: string) => Value): (text: string) => Value {
  const made = new Map<string, Value>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const value = make(text);
    if (made.size >= MOST_KEPT) made.clear();
    made.set(text, value);
    return value;
  };
}
