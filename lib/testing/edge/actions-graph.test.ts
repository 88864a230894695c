import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleForEdge, type EdgeBundle } from "./bundle-for-edge";

const ACTIONS = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "app/**/actions.ts"], {
  encoding: "utf8",
})
  .trim()
  .split("\n");

/** Modules of Node that the actions' graph may ask for. Each needs a reason; an entry nobody uses fails the test. */
const ALLOWED = [
  {
    module: "node:async_hooks",
    importer: "node_modules/inngest/components/execution/als.js",
    because: "imported when it runs and inside a try, with a fallback; Next's edge runtime has this module",
  },
];

describe("the module graph of all server actions, bundled for an edge runtime", () => {
  let graph: EdgeBundle;
  beforeAll(async () => {
    graph = await bundleForEdge(
      ACTIONS.map((file, index) => `export * as actions${index} from ${JSON.stringify(`./${file}`)};`).join(
        "\n",
      ),
    );
  });

  it("holds every actions.ts, with what they reach of commands, gateway and Next", () => {
    expect(ACTIONS.length).toBeGreaterThan(10);
    expect(graph.files).toEqual(
      expect.arrayContaining([
        ...ACTIONS,
        "lib/commands/readings/update-units.ts",
        "lib/itglue/http.ts",
        "node_modules/next/cache.js",
      ]),
    );
  });

  it("asks for no module of Node but what is allowed by name", () => {
    const asked = graph.ofNode.map(({ module, chain }) => ({ module, importer: chain.at(-1) }));
    const chains = graph.ofNode.map(({ module, chain }) => [...chain, module].join("\n  → ")).join("\n");
    expect(asked, chains).toEqual(ALLOWED.map(({ module, importer }) => ({ module, importer })));
  });

  it("takes the edge's database driver and compressor, and none of a server's", () => {
    const ours = graph.files.filter((file) => /^(db\/drivers|lib\/domain\/counting\/gzip)\//.test(file));
    expect(ours.sort()).toEqual([
      "db/drivers/edge.ts",
      "db/drivers/neon.ts",
      "db/drivers/pooled-transaction.ts",
      "lib/domain/counting/gzip/portable.ts",
    ]);
    expect(graph.files.filter((file) => /node_modules\/(pg|@electric-sql)\//.test(file))).toEqual([]);
  });
});

describe("a graph that does reach Node", () => {
  it("is told by module and the shortest chain of importers", async () => {
    const { ofNode } = await bundleForEdge('export * from "./db/drivers/pglite.ts";');
    expect(ofNode).toContainEqual({
      module: "node:child_process",
      chain: [
        "<entry>",
        "db/drivers/pglite.ts",
        "db/data-folder/hold.ts",
        "db/data-folder/process-identity.ts",
      ],
    });
  });

  it("is told of a bare name too", async () => {
    const { ofNode } = await bundleForEdge('export { readFile } from "fs/promises";');
    expect(ofNode).toEqual([{ module: "fs/promises", chain: ["<entry>"] }]);
  });
});
