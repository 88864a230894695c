/** Called by Next once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    // Before all else, so that the start itself is traced; nothing of it is loaded where nobody asked for traces.
    const tracing = process.env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? (await import("./lib/operations/start-tracing")).startTracing()
      : null;
    const { startProcess } = await import("./inngest/start-process");
    await startProcess(tracing);
  }
}
