import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** Attributes whose values are addresses: after the "?" a redirect carries codes, and a search what a person typed. */
const ADDRESS = /^(http\.(url|target)|url\.full|next\.span_name)$/;
/** What a library records of an error beyond its kind: messages and stacks quote the values of queries. */
const LEFT_OUT = /^(url\.query|exception\.(message|stacktrace)|.*\.(header|headers|body|cookie)(\..*)?)$/;

/** A span as it may leave this machine: addresses without their queries, errors by their kind alone. */
export function scrubbed(span: ReadableSpan): ReadableSpan {
  const own = {
    name: withoutQuery(span.name),
    attributes: scrubbedAttributes(span.attributes),
    events: span.events.map((event) => ({
      ...event,
      attributes: event.attributes && scrubbedAttributes(event.attributes),
    })),
    status: { code: span.status.code },
  };
  // The rest of a span lives in getters of its class.
  return new Proxy(span, {
    get: (target, key) => (key in own ? own[key as keyof typeof own] : Reflect.get(target, key, target)),
  });
}

function scrubbedAttributes(attributes: Attributes): Attributes {
  const kept = Object.entries(attributes).filter(([name]) => !LEFT_OUT.test(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      ADDRESS.test(name) && typeof value === "string" ? withoutQuery(value) : value,
    ]),
  );
}

const withoutQuery = (address: string) => address.replace(/\?\S*/g, "");
