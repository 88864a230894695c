/** Keeps the state in one JSON file: written whole to a neighbour, synced, then renamed over the old one. */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { EmulatorState } from "./state";

/** The kept state, or `null` where there is no file yet. Throws where the file is not one of this emulator's. */
export async function loadState(file: string): Promise<EmulatorState | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const state: unknown = JSON.parse(text);
  if (typeof state !== "object" || state === null || !("version" in state) || state.version !== 1) {
    throw new Error(`${file} does not hold the state of an IT Glue emulator`);
  }
  return state as EmulatorState;
}

/** Writes `state` so that a crash leaves the old file or the new one, never half of either. */
async function writeState(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

export type StateKeeper = {
  /** Resolves when the state as it is now is on disk; a large one is written a little later. */
  save(): Promise<void>;
  /** Resolves when the state as it is now is on disk, whatever its size. */
  flush(): Promise<void>;
};

/** From this size on the file is not written at each change, but at most once in ten seconds and at the end. */
const LARGE_TEXT = 8 * 1024 * 1024;
const LARGE_EVERY_MS = 10_000;

/** Saves one after the other; where nothing has changed since the last save, nothing is written. */
export function createStateKeeper(file: string | undefined, state: EmulatorState): StateKeeper {
  let written = "";
  let queue = Promise.resolve();
  let later: NodeJS.Timeout | null = null;
  const write = () => {
    if (later) clearTimeout(later);
    later = null;
    if (file === undefined) return queue;
    const saved = queue.then(async () => {
      const text = JSON.stringify(state);
      if (text === written) return;
      await writeState(file, text);
      written = text;
    });
    queue = saved.catch(() => undefined);
    return saved;
  };
  return {
    save() {
      if (written.length < LARGE_TEXT) return write();
      later ??= setTimeout(() => {
        write().catch((error: unknown) =>
          console.error(`IT Glue emulator: ${file} was not written: ${error}`),
        );
      }, LARGE_EVERY_MS);
      return Promise.resolve();
    },
    flush: write,
  };
}
