import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { folderHolder } from "@/db/data-folder/hold";
import { makeDataFolder } from "@/db/data-folder/make";
import type { DemoPorts } from "./environment";

/** Looks for what would keep the demo from starting, before anything is built or written. @throws with one line. */
export async function checkBeforeStart(
  env: NodeJS.ProcessEnv,
  folder: string,
  ports: DemoPorts,
): Promise<void> {
  if (env.DATABASE_URL) {
    throw new Error(
      "The demo keeps its own database and does not touch yours: unset DATABASE_URL, or start Flexbill on it with `npm start`.",
    );
  }
  await checkFolder(folder);
  await checkPort(ports.app, "PORT");
  await checkPort(ports.emulator, "IT_GLUE_EMULATOR_PORT");
}

async function checkFolder(folder: string): Promise<void> {
  try {
    await makeDataFolder(folder);
    const trial = join(folder, `.trial.${process.pid}`);
    await writeFile(trial, "");
    await rm(trial);
  } catch (error) {
    throw new Error(
      `Cannot write the data folder ${folder} (${(error as NodeJS.ErrnoException).code}). Make it writable, or set FLEXBILL_DATA_DIR to another folder.`,
    );
  }
  const holder = await folderHolder(folder);
  if (holder) {
    const where = holder.port ? ` (http://127.0.0.1:${holder.port})` : "";
    throw new Error(
      `The data folder ${folder} is in use by process ${holder.pid}${where}. Stop it first, or set FLEXBILL_DATA_DIR to another folder.`,
    );
  }
}

async function checkPort(port: number, variable: string): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "is already in use" : `cannot be opened (${code})`;
    throw new Error(`Port ${port} ${why}. Stop what listens there, or choose another with ${variable}.`);
  }
  await new Promise((resolve) => server.close(resolve));
}
