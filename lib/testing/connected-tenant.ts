import type { PGlite } from "@electric-sql/pglite";
import { fetchOutsideTransactions } from "@/db/client";
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { controlEmulator } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { deploymentAuthorization } from "@/lib/auth/authorization";
import type { AuthorizationFactory } from "@/lib/commands/connect/authorization-port";
import type { CommandContext } from "@/lib/commands/context";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { CommandRefused } from "@/lib/commands/refusal";
import type { ItGlueSettingsInput } from "@/lib/inputs/it-glue-settings";
import { createItGlueGateway } from "@/lib/itglue/http";
import type { ItGlueGatewayFactory } from "@/lib/itglue/port";
import { contextFor, makeTenant, type TestTenant } from "./factories";

export type Bench = {
  emulator: Emulator;
  itGlue: ItGlueGatewayFactory;
  /** Its consent page and tokens. */
  authorizationFor: AuthorizationFactory;
  control: (action: ControlInput) => Promise<unknown>;
  stop: () => Promise<void>;
};

/** An emulator of its own and the way to it over HTTP: ten records a page, no waits between attempts. */
export async function startBench(): Promise<Bench> {
  const emulator = await startEmulator();
  return {
    emulator,
    itGlue: createItGlueGateway({
      baseUrlOf: (server) => `${emulator.url}/${server}`,
      fetch: fetchOutsideTransactions,
      sleep: async () => undefined,
      pageSize: 10,
    }),
    authorizationFor: deploymentAuthorization({
      ITGLUE_OAUTH_CLIENT_ID: "flexbill",
      FLEXBILL_DEMO: "1",
      ITGLUE_BASE_URL: emulator.url,
    }),
    control: (action) => controlEmulator(emulator.url, action),
    stop: () => emulator.close(),
  };
}

export const NORTHWIND: ItGlueSettingsInput = {
  isEnabled: true,
  subdomain: "northwind",
  server: "us",
  apiKey: DEMO_KEYS.northwind,
  isTwoWaySyncEnabled: true,
  version: 0,
};

export const BLUEFIN: ItGlueSettingsInput = {
  ...NORTHWIND,
  subdomain: "bluefin",
  server: "eu",
  apiKey: DEMO_KEYS.bluefin,
};

/** A tenant whose settings are saved and proved: Northwind on US unless told. */
export async function connectedTenant(
  bench: Bench,
  settings: ItGlueSettingsInput = NORTHWIND,
): Promise<{ tenant: TestTenant; ctx: CommandContext }> {
  const tenant = await makeTenant();
  const ctx = contextFor(tenant, { itGlue: bench.itGlue, authorizationFor: bench.authorizationFor });
  await saveItGlueSettings(ctx, settings);
  return { tenant, ctx };
}

/** The refusal of a command that must refuse. */
export async function refusalOf(work: Promise<unknown>): Promise<CommandRefused> {
  const error = await work.then(
    () => new Error("The command did its work where it had to refuse."),
    (thrown: unknown) => thrown,
  );
  if (error instanceof CommandRefused) return error;
  throw error;
}

/** Every row of every table as text, read around all walls: what a thief of the database would hold. */
export async function everyRow(client: PGlite): Promise<string> {
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const found = await client.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`);
    rows.push(...found.rows.map(({ row }) => `${name} ${row}`));
  }
  return rows.join("\n");
}
