/**
 * A signal that aborts as soon as one of these does, for its reason: AbortSignal.any, which Next's edge runtime has not got.
 * Signals that live no longer than the work at hand only: it stays with them.
 */
export function firstAbort(...signals: AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  return controller.signal;
}
