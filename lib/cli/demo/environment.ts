import { isOnThisMachine } from "@/lib/mail/mail-environment";
import type { DemoSecrets } from "./secrets";

export type DemoPorts = { app: number; emulator: number };

const DEFAULT_PORTS: DemoPorts = { app: 3000, emulator: 4611 };

/** The ports the environment asks for. @throws with one line where they are none. */
export function demoPorts(env: NodeJS.ProcessEnv): DemoPorts {
  const ports = {
    app: portFrom(env, "PORT", DEFAULT_PORTS.app),
    emulator: portFrom(env, "IT_GLUE_EMULATOR_PORT", DEFAULT_PORTS.emulator),
  };
  if (ports.app === ports.emulator) {
    throw new Error(`PORT and IT_GLUE_EMULATOR_PORT are both ${ports.app}. Choose two different ports.`);
  }
  return ports;
}

function portFrom(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${name} must be a port from 1 to 65535, not "${text}".`);
}

/** Of the surroundings, what would lead the demo to another engine, database or IT Glue than its own. */
const FOREIGN = /^(INNGEST_|DATABASE_|ITGLUE_|AUTH_|FLEXBILL_MASTER_KEY|NODE_OPTIONS$)/;

/** The environment of the demo's app: its own secrets, IT Glue played by the emulator, everything on this machine. */
export function demoEnvironment(
  env: NodeJS.ProcessEnv,
  { ports, folder, secrets }: { ports: DemoPorts; folder: string; secrets: DemoSecrets },
): NodeJS.ProcessEnv {
  // The demo's customers are made up: its e-mail goes to a mail server of this machine (a mail catcher) or nowhere.
  const isOwnMail = isOnThisMachine(env.SMTP_URL ?? "");
  const kept = Object.fromEntries(
    Object.entries(env).filter(([name]) => !FOREIGN.test(name) && (isOwnMail || name !== "SMTP_URL")),
  );
  return {
    ...kept,
    ...secrets,
    NODE_ENV: "production",
    PORT: String(ports.app),
    FLEXBILL_DEMO: "1",
    FLEXBILL_DATA_DIR: folder,
    AUTH_URL: `http://127.0.0.1:${ports.app}`,
    AUTH_TRUST_HOST: "true",
    ITGLUE_BASE_URL: `http://127.0.0.1:${ports.emulator}`,
    ITGLUE_OAUTH_CLIENT_ID: "flexbill",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
