/**
 * `npm run demo`: the whole of Flexbill on this machine and nothing else. Builds the app where needed, starts the IT Glue
 * emulator and the built app on 127.0.0.1 and says how to begin. Ctrl-C (or SIGTERM) stops both, exit 0. What keeps it
 * from starting, or one of the two ending by itself, is said in one line, exit 1.
 */
import { resolve } from "node:path";
import { dataFolder } from "@/db/data-folder/location";
import { announcement } from "./demo/announce";
import { buildIfNeeded } from "./demo/build";
import { type ChildEnd, Children } from "./demo/children";
import { type DemoPorts, demoEnvironment, demoPorts } from "./demo/environment";
import { checkBeforeStart } from "./demo/preflight";
import { ensureDemoSecrets } from "./demo/secrets";

const NEXT = "node_modules/next/dist/bin/next";
const ANSWERS_WITHIN_MS = 180_000;

const children = new Children();
let isStopping = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    void children.stop().then(() => process.exit(0));
  });
}

try {
  await demo();
} catch (error) {
  await children.stop();
  if (!isStopping) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

async function demo(): Promise<void> {
  const folder = resolve(dataFolder());
  const ports = demoPorts(process.env);
  await checkBeforeStart(process.env, folder, ports);
  const secrets = await ensureDemoSecrets(folder);
  const env = demoEnvironment(process.env, { ports, folder, secrets });

  await buildIfNeeded(process.cwd(), {
    distDir: process.env.FLEXBILL_DIST_DIR || ".next",
    run: async () => {
      console.log("Building Flexbill: about a minute, at the first start and after a change.");
      return (await children.start("build", [NEXT, "build"], env)).code === 0;
    },
  });
  if (isStopping) return;

  const emulator = children.start(
    "The IT Glue emulator",
    ["--import", "tsx", "e2e/it-glue-emulator/main.ts"],
    {
      ...env,
      IT_GLUE_EMULATOR_PORT: String(ports.emulator),
      IT_GLUE_EMULATOR_STATE: `${folder}/it-glue-emulator.json`,
    },
  );
  const app = children.start("Flexbill", [NEXT, "start", "-H", "127.0.0.1", "-p", String(ports.app)], env);
  const firstEnd = Promise.race([emulator, app]).then(unexpectedEnd);
  // Stopped on purpose, they end too, and nobody waits for it any more.
  firstEnd.catch(() => undefined);
  await Promise.race([firstEnd, bothAnswer(ports)]);
  if (isStopping) return;
  console.log(announcement(ports, folder));
  await firstEnd;
}

function unexpectedEnd({ name, code, signal }: ChildEnd): never {
  throw new Error(`${name} ended by itself (${signal ?? `exit ${code}`}); the demo was stopped.`);
}

async function bothAnswer({ app, emulator }: DemoPorts): Promise<void> {
  const deadline = Date.now() + ANSWERS_WITHIN_MS;
  const addresses = [`http://127.0.0.1:${emulator}/`, `http://127.0.0.1:${app}/api/health`];
  for (const address of addresses) {
    while (!(await fetch(address).catch(() => null))?.ok) {
      if (isStopping) return;
      if (Date.now() > deadline) throw new Error(`${address} does not answer; the demo was stopped.`);
      await new Promise((wait) => setTimeout(wait, 250));
    }
  }
}
