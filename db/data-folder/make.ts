import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a data folder with what is missing above it; one that is there stays as it is. Not Node's own recursive `mkdir`,
 * which on file systems like /proc asks for ever and never answers.
 * @throws the system's error.
 */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    await makeDataFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}
