/** Command line and environment of the emulator as a process. */
import { parseArgs } from "node:util";
import type { EmulatorOptions } from "./start-emulator";

export const USAGE = `npm run it-glue-emulator -- [options]
  --port N            port on 127.0.0.1 (4611; 0: a free one; or IT_GLUE_EMULATOR_PORT)
  --state FILE        keep the state in this JSON file (or IT_GLUE_EMULATOR_STATE); a kept state wins over what follows
  --organizations N   add a generated account of so many organizations (50)
  --assets N          and so many flexible assets (1000)
  --types N           of so many asset types (1)
  --seed N            the same number makes the same data (1)
  --json              say url, key and type ids as one JSON line
  --help              this`;

export type MainOptions = { emulator: EmulatorOptions; isJson: boolean; isHelp: boolean };

/** Reads the options. Throws an error that says which one is wrong. */
export function mainOptions(args: string[], env: Record<string, string | undefined>): MainOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string" },
      state: { type: "string" },
      organizations: { type: "string" },
      assets: { type: "string" },
      types: { type: "string" },
      seed: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const number = (name: "port" | "organizations" | "assets" | "types" | "seed"): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`);
    return Number(text);
  };
  return {
    emulator: {
      port: number("port") ?? Number(env.IT_GLUE_EMULATOR_PORT ?? 4611),
      stateFile: (values.state ?? env.IT_GLUE_EMULATOR_STATE) || undefined,
      organizations: number("organizations"),
      assets: number("assets"),
      types: number("types"),
      seed: number("seed"),
    },
    isJson: values.json,
    isHelp: values.help,
  };
}
