import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** What the built app is made of; tests and the demo's own scripts are no part of it. */
const FOLDERS = ["app", "db", "inngest", "lib", "public"];
const FILES = [
  "instrumentation.ts",
  "next.config.mjs",
  "package.json",
  "package-lock.json",
  "postcss.config.mjs",
  "tsconfig.json",
];
const NO_PART = /\.test\.tsx?$|^lib\/testing\/|^lib\/cli\/demo/;

/** A fingerprint of everything the build reads: the same as long as no file was added, changed or removed. */
export async function sourcesHash(root: string): Promise<string> {
  const paths = [...FILES, ...(await Promise.all(FOLDERS.map((folder) => filesUnder(root, folder)))).flat()];
  const hash = createHash("sha256");
  for (const path of paths.filter((found) => !NO_PART.test(found)).sort()) {
    const content = await readFile(join(root, path)).catch(() => null);
    if (content) hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

async function filesUnder(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

export type Build = {
  /** Folder of the built app, as Next names it. */
  distDir: string;
  /** Builds the app; resolves with whether it worked. */
  run: () => Promise<boolean>;
};

/**
 * Builds the app unless the last whole build was made of the same sources: a second start is quick.
 * @returns whether it was built now.
 * @throws with one line where the build failed.
 */
export async function buildIfNeeded(root: string, { distDir, run }: Build): Promise<boolean> {
  const stamp = join(root, distDir, "flexbill-build.json");
  const sources = await sourcesHash(root);
  const before = await readFile(stamp, "utf8").catch(() => "");
  if (before === sources) return false;
  // A build that breaks off must not pass for the one before it.
  await rm(stamp, { force: true });
  if (!(await run())) throw new Error("Flexbill could not be built; what went wrong stands above.");
  await writeFile(stamp, await sourcesHash(root));
  return true;
}
