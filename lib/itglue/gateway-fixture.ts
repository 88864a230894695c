/** For the gateway's own tests: an emulator in this process, and a gateway whose waits cost no time. */

import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { controlEmulator, emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { assetTypeOf, organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Emulator, type EmulatorOptions, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import type { ItGlueServer } from "@/lib/domain/regions";
import { createItGlueGateway, type GatewayOptions } from "./http";
import {
  type AssetPage,
  type AssetPageRequest,
  type AssetRecord,
  type ItGlueCredential,
  ItGlueError,
  type ItGlueGateway,
} from "./port";

export const NORTHWIND: ItGlueCredential = { kind: "api-key", key: DEMO_KEYS.northwind };

export type Bench = {
  emulator: Emulator;
  url: string;
  /** Milliseconds of each wait the gateway asked for. */
  sleeps: number[];
  /** The clock of its gateways, milliseconds since 1970. */
  nowMs(): number;
  gateway(options?: GatewayOptions, credential?: ItGlueCredential, server?: ItGlueServer): ItGlueGateway;
  control(action: ControlInput): Promise<Record<string, unknown>>;
  /** Paths with query of the calls so far, decoded. */
  calls(): Promise<string[]>;
  organizationId(name: string): string;
  typeId(name: string): string;
};

/** Starts a bench; its gateways have a clock that only their own waits move. */
export async function startBench(options: EmulatorOptions = {}): Promise<Bench> {
  const emulator = await startEmulator(options);
  const sleeps: number[] = [];
  let clockMs = Date.parse("2026-03-01T00:00:00.000Z");
  return {
    emulator,
    url: emulator.url,
    sleeps,
    nowMs: () => clockMs,
    gateway: (gatewayOptions = {}, credential = NORTHWIND, server = "us") =>
      createItGlueGateway({
        baseUrlOf: (id) => `${emulator.url}/${id}`,
        sleep: async (milliseconds) => {
          sleeps.push(milliseconds);
          clockMs += milliseconds;
        },
        now: () => clockMs,
        random: () => 0,
        ...gatewayOptions,
      })({ server, credential }),
    control: (action) => controlEmulator(emulator.url, action),
    calls: async () => (await emulatorRequests(emulator.url)).map(({ path }) => decodeURIComponent(path)),
    organizationId: (name) => organizationOf(emulator.state, "northwind", name).id,
    typeId: (name) => assetTypeOf(emulator.state, "northwind", name).id,
  };
}

/** All pages of a list as one array. */
export async function collect<Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** The page `request` asks for and all after it, each through a gateway of its own, as the steps of a job read them. */
export async function pagesFrom(
  gateway: () => ItGlueGateway,
  request: AssetPageRequest,
): Promise<AssetPage[]> {
  const pages: AssetPage[] = [];
  for (let at: string | null = request.at ?? null; ; ) {
    const page = await gateway().assetPage({ ...request, at });
    pages.push(page);
    if (page.next === null) return pages;
    at = page.next;
  }
}

/** Every asset of a type, read page by page. */
export async function assetsOfType(
  bench: Bench,
  typeName: string,
  pageSize?: number,
): Promise<AssetRecord[]> {
  const request = { assetTypeId: bench.typeId(typeName), pageSize };
  return (await pagesFrom(() => bench.gateway(), request)).flatMap(({ records }) => records);
}

/** The ItGlueError a call ends with; fails where it succeeds or ends with another. */
export async function errorOf(call: Promise<unknown>): Promise<ItGlueError> {
  const error = await call.then(
    () => new Error("The call succeeded"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ItGlueError) return error;
  throw error;
}

/** Sends every call on as `change` made it: what our own gateway would never send. */
export function resending(change: (url: URL, init: RequestInit) => void): typeof fetch {
  return (input, init) => {
    const url = new URL(String(input));
    const changed = { ...init, headers: new Headers(init?.headers) };
    change(url, changed);
    return fetch(url, changed);
  };
}

/** Changes each list's envelope on its way to the gateway. */
export function rewriting(
  change: (body: { meta: Record<string, unknown>; links: Record<string, string>; data: unknown[] }) => void,
): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const body = await response.json();
    change(body);
    return Response.json(body);
  };
}
