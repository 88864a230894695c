import { context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { scrubbed } from "./scrubbed-span";
import { type SpanFacts, traceWith } from "./span";

export type Tracing = { /** Sends what is left; nothing is traced after it. */ stop(): Promise<void> };

/**
 * Sends traces over OTLP/HTTP to `OTEL_EXPORTER_OTLP_ENDPOINT` (headers: `OTEL_EXPORTER_OTLP_HEADERS`): Next's own spans of
 * requests and rendering, and those of `inSpan`. Loaded only where that variable is set. A collector that does not answer
 * costs spans, never a request.
 */
export function startTracing(): Tracing {
  const service = process.env.OTEL_SERVICE_NAME || "flexbill";
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new BatchSpanProcessor(scrubbing(new OTLPTraceExporter()))],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  const tracer = trace.getTracer("flexbill");
  traceWith((name, facts, work) =>
    tracer.startActiveSpan(name, { attributes: facts }, async (span) => {
      try {
        return await work((more: SpanFacts) => void span.setAttributes(more));
      } catch (error) {
        noteFailure(span, error);
        throw error;
      } finally {
        span.end();
      }
    }),
  );
  return {
    stop: async () => {
      traceWith(undefined);
      await provider.shutdown().catch(() => undefined);
    },
  };
}

function noteFailure(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
}

function scrubbing(to: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => to.export(spans.map(scrubbed), done),
    forceFlush: async () => to.forceFlush?.(),
    shutdown: () => to.shutdown(),
  };
}
