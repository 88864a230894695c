import { isBuiltin } from "node:module";
import { relative, resolve } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";

export type EdgeBundle = {
  /** A script that leaves the entry's exports in the global `bundle`. */
  code: string;
  /** What of Node the module graph asks for: the module, and who imports it, from the entry on. */
  ofNode: { module: string; chain: string[] }[];
  /** Every file of the graph, from the project's root. */
  files: string[];
};

const ROOT = resolve(".");
const ENTRY = "<entry>";

/**
 * Bundles TypeScript source (`entry`, resolved from the project's root) with all that it reaches, Next and React
 * included, the way Next resolves modules of the edge server: conditions `edge-light` and `react-server`, the packages'
 * `browser` fields. Modules of Node are left as they are and named, wherever they are asked for.
 * @param standIns modules by name, in place of which files of the project go into the bundle.
 */
export async function bundleForEdge(
  entry: string,
  standIns: Record<string, string> = {},
): Promise<EdgeBundle> {
  const ofNode: { module: string; importer: string }[] = [];
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: ROOT, sourcefile: ENTRY, loader: "ts" },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    globalName: "bundle",
    platform: "browser",
    target: "es2022",
    conditions: ["edge-light", "react-server"],
    mainFields: ["edge-light", "worker", "browser", "module", "main"],
    define: { "process.env.NODE_ENV": '"production"', "process.env.NEXT_RUNTIME": '"edge"' },
    alias: {
      // Next's own choice for server components and actions: the other one is for browsers.
      "next/navigation": "next/dist/api/navigation.react-server",
      ...Object.fromEntries(Object.entries(standIns).map(([name, path]) => [name, resolve(ROOT, path)])),
    },
    logLevel: "silent",
    plugins: [nodeModulesNamed((module, importer) => ofNode.push({ module, importer }))],
  });
  return {
    code: outputFiles[0]!.text,
    ofNode: ofNode.map(({ module, importer }) => ({ module, chain: chainTo(metafile, importer) })),
    files: Object.keys(metafile.inputs),
  };
}

/** Hears of each import that only Node could satisfy; one that a package replaces for browsers is none. */
function nodeModulesNamed(hear: (module: string, importer: string) => void): Plugin {
  return {
    name: "modules of Node, named",
    setup(bundle) {
      bundle.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === "asked" || !isBuiltin(path)) return undefined;
        const replaced = await bundle.resolve(path, { importer, resolveDir, kind, pluginData: "asked" });
        if (replaced.errors.length === 0) return undefined;
        hear(path, relative(ROOT, importer));
        return { path, external: true };
      });
    },
  };
}

/** The shortest way from the entry to a file, each importing the next. */
function chainTo({ inputs }: Metafile, file: string): string[] {
  const importerOf = new Map<string, string | null>([[ENTRY, null]]);
  const queue = [ENTRY];
  for (let at = queue.shift(); at !== undefined && !importerOf.has(file); at = queue.shift()) {
    for (const { path } of inputs[at]?.imports ?? []) {
      if (importerOf.has(path)) continue;
      importerOf.set(path, at);
      queue.push(path);
    }
  }
  const chain: string[] = [];
  for (let at: string | null = file; at !== null; at = importerOf.get(at) ?? null) chain.unshift(at);
  return chain;
}
