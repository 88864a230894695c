/** For the emulator's own tests: plain fetch with a key, so that what is asserted is what went over the wire. */
import type { ControlInput } from "./control-actions";
import { controlEmulator } from "./control-client";
import { DEMO_KEYS } from "./demo-data";
import { type Emulator, type EmulatorOptions, startEmulator } from "./start-emulator";

export type Resource = {
  id: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: attributes are asserted one by one, in the shape of the wire
  attributes: Record<string, any>;
  relationships: Record<string, unknown>;
};
export type Answered = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the body is whatever came over the wire
  json: any;
};

export type ApiBench = {
  emulator: Emulator;
  /** Path below the API base of the US server, with its query; a body makes it JSON:API. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  names(path: string): Promise<string[]>;
  control(action: ControlInput): Promise<Record<string, unknown>>;
};

export async function startApi(options: EmulatorOptions = {}): Promise<ApiBench> {
  const emulator = await startEmulator(options);
  const call: ApiBench["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${emulator.url}/us${path}`, {
      method,
      headers: {
        "x-api-key": DEMO_KEYS.northwind,
        ...(body !== undefined && { "content-type": "application/vnd.api+json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    };
  };
  return {
    emulator,
    call,
    names: async (path) => {
      const { json } = await call("GET", path);
      return json.data.map(({ attributes }: Resource) => attributes.name);
    },
    control: (action) => controlEmulator(emulator.url, action),
  };
}
