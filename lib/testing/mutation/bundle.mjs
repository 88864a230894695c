import { resolve } from "node:path";
import { build } from "esbuild";

/**
 * One module of test files and all they import, with what of Vitest and fast-check stands in here, and by test file the sources
 * it reaches. The module's `load(files)` answers the tests of these; the others are not evaluated.
 * @param {string[]} files
 */
export async function bundledTests(files) {
  const { metafile, outputFiles } = await build({
    stdin: { contents: entryOf(files), resolveDir: process.cwd() },
    plugins: [inPlaceOf("vitest", "collect.mjs"), inPlaceOf("fast-check", "few-cases.mjs")],
    absWorkingDir: process.cwd(),
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    metafile: true,
    logLevel: "error",
  });
  const reach = new Map(files.map((file) => [file, reachedFrom(file, metafile.inputs)]));
  return { text: outputFiles[0].text, reach };
}

/** The module that is bundled: `load(files)` answers the tests of these. @param {string[]} files */
function entryOf(files) {
  const each = files.map(
    (file) => `  if (wanted.has("${file}")) { inFile("${file}"); await import("./${file}"); }`,
  );
  const load = ["export async function load(wanted) {", ...each, "  return tests;", "}"];
  return ['import { inFile, tests } from "vitest";', ...load].join("\n");
}

/** What is bundled for imports of a package; itself, it has the package. @param {string} name @param {string} file */
function inPlaceOf(name, file) {
  const path = resolve("lib/testing/mutation", file);
  /** @type {import("esbuild").Plugin} */
  const plugin = {
    name,
    setup: ({ onResolve }) =>
      onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) =>
        importer === path ? { path: name, external: true } : { path },
      ),
  };
  return plugin;
}

/** @param {string} file @param {import("esbuild").Metafile["inputs"]} inputs */
function reachedFrom(file, inputs) {
  /** @type {Set<string>} */ const reached = new Set();
  const ahead = [file];
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    ahead.push(...(inputs[at]?.imports ?? []).map(({ path }) => path));
  }
  return reached;
}
