/** What a span says of what was done: names, ids, counts. Never a value that a person typed, nor an answer. */
export type SpanFacts = Record<string, string | number | boolean | undefined>;

/** What traces one piece of work; put in place by `start-tracing.ts`, and by nothing where nobody asked for traces. */
export type Trace = <T>(
  name: string,
  facts: SpanFacts,
  work: (note: (facts: SpanFacts) => void) => Promise<T>,
) => Promise<T>;

/** On `globalThis`: Next bundles modules more than once, and no bundle loads a tracing library for this. */
const holder = globalThis as typeof globalThis & { flexbillTrace?: Trace };

const nothingNoted = () => undefined;

/** Runs work as a span of the trace under way; where traces are off, it is run and that is all. */
export function inSpan<T>(
  name: string,
  facts: SpanFacts,
  work: (note: (facts: SpanFacts) => void) => Promise<T>,
): Promise<T> {
  return holder.flexbillTrace ? holder.flexbillTrace(name, facts, work) : work(nothingNoted);
}

export function traceWith(trace: Trace | undefined): void {
  holder.flexbillTrace = trace;
}
