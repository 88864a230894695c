import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseUnavailable } from "../database";
import { seeProcess } from "./process-identity";

/** Who holds a data folder. `secret` lets a command-line verb hand its command to the holder over loopback. */
export type FolderHolder = { pid: number; startedAt: string | null; port: number | null; secret: string };

/**
 * Who holds the folder is written as numbered entries, `holder.7.json`, of which the highest decides: it names a process,
 * or nobody once that process has let go. Numbers only grow, and an entry is made whole under another name and linked
 * into place, which fails where it exists. So no process ever removes or replaces another's entry, and one that was
 * stopped in the middle of taking the hold finds, when it goes on, that its number is taken.
 */
type Entry = { number: number; holder: FolderHolder | null };

const ENTRY_FILE = /^holder\.(\d+)\.json$/;
const entryFile = (folder: string, number: number) => join(folder, `holder.${number}.json`);

/** Reads who holds `folder`; null where nobody does, or who did is no longer running. */
export async function folderHolder(folder: string): Promise<FolderHolder | null> {
  const { holder } = await decidingEntry(folder);
  return holder && (await isRunning(holder)) ? holder : null;
}

/**
 * Takes the exclusive hold of a data folder for this process.
 * @throws DatabaseUnavailable where another running process has it, or the folder cannot be written.
 */
export async function holdDataFolder(
  folder: string,
): Promise<{ holder: FolderHolder; release(): Promise<void> }> {
  const port = Number(process.env.PORT);
  const holder: FolderHolder = {
    pid: process.pid,
    startedAt: (await seeProcess(process.pid)).startedAt,
    port: Number.isInteger(port) && port > 0 ? port : null,
    secret: randomBytes(32).toString("base64url"),
  };
  for (;;) {
    const { number, holder: other } = await decidingEntry(folder);
    if (other && (await isRunning(other))) {
      throw new DatabaseUnavailable(
        `The data folder ${folder} is in use by process ${other.pid}${other.port ? ` (http://127.0.0.1:${other.port})` : ""}. Stop it first, or set FLEXBILL_DATA_DIR to another folder.`,
      );
    }
    if (!(await addEntry(folder, number + 1, holder))) continue;
    return {
      holder,
      release: async () => {
        await addEntry(folder, number + 2, null);
      },
    };
  }
}

/** Whether the entry was made and decides; false where somebody else was faster. */
async function addEntry(folder: string, number: number, holder: FolderHolder | null): Promise<boolean> {
  const draft = join(folder, `holder.${randomBytes(8).toString("hex")}.draft`);
  try {
    await writeFile(draft, JSON.stringify(holder), { mode: 0o600, flag: "wx" });
    await link(draft, entryFile(folder, number));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new DatabaseUnavailable(`Cannot write the data folder ${folder}: ${(error as Error).message}`);
  } finally {
    await rm(draft, { force: true });
  }
  const numbers = await entryNumbers(folder);
  if (Math.max(...numbers) > number) {
    await rm(entryFile(folder, number), { force: true });
    return false;
  }
  for (const older of numbers) {
    if (older < number) await rm(entryFile(folder, older), { force: true });
  }
  return true;
}

async function decidingEntry(folder: string): Promise<Entry> {
  for (;;) {
    const number = Math.max(0, ...(await entryNumbers(folder)));
    if (number === 0) return { number, holder: null };
    try {
      const holder = JSON.parse(await readFile(entryFile(folder, number), "utf8")) as FolderHolder | null;
      return { number, holder };
    } catch (error) {
      // Removed since it was listed: a higher one decides now. Cut off by a crash of the machine: nobody holds it.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      if (error instanceof SyntaxError) return { number, holder: null };
      throw new DatabaseUnavailable(`Cannot read the data folder ${folder}: ${(error as Error).message}`);
    }
  }
}

async function entryNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new DatabaseUnavailable(`Cannot read the data folder ${folder}: ${error.message}`);
  });
  return names.flatMap((name) => {
    const number = ENTRY_FILE.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

/** A process id is given out again: only the same start makes it the same process. Where it is unknown, trust the id. */
async function isRunning(holder: FolderHolder): Promise<boolean> {
  const seen = await seeProcess(holder.pid);
  return (
    seen.isRunning &&
    (seen.startedAt === null || holder.startedAt === null || seen.startedAt === holder.startedAt)
  );
}
