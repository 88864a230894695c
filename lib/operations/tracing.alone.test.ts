import { SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type OtlpReceiver, startOtlpReceiver } from "@/lib/testing/otlp-receiver";
import { inSpan } from "./span";
import { startTracing } from "./start-tracing";

const SECRET = "ITG.5f1c2a9e.NobodyMayReadThis";

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await receiver.close();
});

it("sends spans over OTLP/HTTP, one within the other, and none of what a secret may stand in", async () => {
  // Nobody asked for traces yet: work is done all the same.
  expect(await inSpan("command", {}, async () => "done")).toBe("done");
  const tracing = startTracing();
  await inSpan("command", { "flexbill.tenant_id": "t-1" }, () =>
    inSpan("HTTP GET", { "url.path": "/organizations" }, async (note) =>
      note({ "http.response.status_code": 200 }),
    ),
  );
  await expect(
    inSpan("step", { "flexbill.step": "record" }, async () => {
      throw new TypeError(`No such key: ${SECRET}`);
    }),
  ).rejects.toThrow(TypeError);
  // As Next and its like record a redirect that carries a code, and a query that failed with its values.
  trace.getTracer("next.js").startActiveSpan(
    `GET /api/it-glue/callback?code=${SECRET}`,
    {
      attributes: {
        "http.target": `/api/it-glue/callback?code=${SECRET}&state=${SECRET}`,
        "url.query": `code=${SECRET}`,
        "http.request.header.authorization": [SECRET],
        "http.status_code": 302,
      },
    },
    (span) => {
      span.recordException(new Error(`Failed query: insert\nparams: ${SECRET}`));
      span.setStatus({ code: SpanStatusCode.ERROR, message: SECRET });
      span.end();
    },
  );
  await tracing.stop();

  const spans = receiver.spans();
  expect(receiver.paths).toEqual(["/v1/traces"]);
  expect(receiver.services()).toEqual(["flexbill"]);
  const named = (name: string) => spans.find((span) => span.name === name)!;
  expect(spans.map(({ name }) => name).sort()).toEqual([
    "GET /api/it-glue/callback",
    "HTTP GET",
    "command",
    "step",
  ]);
  expect(named("HTTP GET")).toMatchObject({
    parentSpanId: named("command").spanId,
    traceId: named("command").traceId,
    attributes: { "url.path": "/organizations", "http.response.status_code": 200 },
  });
  expect(named("command").attributes).toEqual({ "flexbill.tenant_id": "t-1" });
  expect(named("step")).toMatchObject({ attributes: { "error.type": "TypeError" }, status: { code: 2 } });
  expect(named("GET /api/it-glue/callback").attributes).toEqual({
    "http.target": "/api/it-glue/callback",
    "http.status_code": 302,
  });
  expect(receiver.bodies.join("\n")).not.toContain(SECRET);
  // Once stopped, nothing is traced.
  expect(await inSpan("command", {}, async () => "done")).toBe("done");
});
