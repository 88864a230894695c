import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, normalize, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const BIOME = resolve("node_modules", "@biomejs", "biome", "bin", "biome");

const FORBIDDEN = [
  ["lib/domain/x.ts", "@/db/client", "The domain is pure"],
  ["lib/domain/x.ts", "node:fs", "The domain is pure"],
  ["lib/domain/counting/x.ts", "drizzle-orm", "The domain is pure"],
  ["lib/inputs/x.ts", "@/lib/commands/audit", "Inputs are shared by form and action"],
  ["lib/itglue/x.ts", "@/db/client", "The gateway knows IT Glue's wire"],
  ["lib/itglue/x.ts", "node:http", "must run on an edge runtime"],
  ["lib/queries/x.ts", "@/lib/commands/audit", "A query is one screen's read model"],
  ["lib/commands/x.ts", "@/lib/itglue/http", "A command is handed its gateway"],
  ["lib/commands/x.ts", "@/lib/queries/today", "A command is handed its gateway"],
  ["lib/commands/x.ts", "@/lib/files/export-file", "no server action ever reaches one"],
  ["lib/commands/x.ts", "node:crypto", "must run on an edge runtime"],
  ["inngest/functions/x.ts", "@/db/client", "A function is a thin shell"],
  ["app/(bms)/x/page.tsx", "@/db/client", "A route reads a query"],
  ["app/(bms)/x/form.tsx", "@/lib/commands/audit", "A route reads a query"],
  ["app/(bms)/x/actions.ts", "drizzle-orm", "An action is an adapter"],
] as const;

const NO_MINT = [
  "lib/commands/x.ts",
  "lib/queries/x.ts",
  "app/(bms)/x/actions.ts",
  "inngest/functions/x.ts",
] as const;

const ALLOWED = [
  ["lib/domain/x.ts", "@/lib/domain/decimal"],
  ["lib/domain/x.ts", "temporal-polyfill"],
  ["lib/commands/x.ts", "@/lib/itglue/port"],
  ["app/(bms)/x/page.tsx", "@/lib/queries/today"],
  ["app/(bms)/x/actions.ts", "@/lib/commands/audit"],
] as const;

/** A tree of small files under the project's own lint configuration, and what Biome says of them in one run. */
let tree: string;
const said = new Map<string, string>();

/** The file that stands for "`path` imports `imported`", in a folder of its own. */
function proofOf(path: string, imported: string): string {
  return join(dirname(path), Buffer.from(imported).toString("hex"), basename(path));
}

function place(path: string, imported: string, name: string): void {
  const file = join(tree, proofOf(path, `${imported}${name}`));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `import { ${name} } from "${imported}";\n\nexport const y = ${name};\n`);
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "flexbill-lint-"));
  const config = JSON.parse(readFileSync("biome.json", "utf8"));
  writeFileSync(
    join(tree, "biome.json"),
    JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }),
  );
  for (const [path, imported] of [...FORBIDDEN, ...ALLOWED]) place(path, imported, "x");
  for (const path of NO_MINT) place(path, "@/lib/auth/tenant-scope", "mintTenantScope");
  const run = spawnSync(process.execPath, [BIOME, "lint", "--reporter=json", "--max-diagnostics=none", "."], {
    cwd: tree,
    encoding: "utf8",
  });
  const report = JSON.parse(run.stdout) as {
    diagnostics: { category: string; message: string; location: { path: string } }[];
  };
  for (const { category, message, location } of report.diagnostics) {
    if (!category.endsWith("noRestrictedImports")) continue;
    const path = normalize(location.path);
    said.set(path, `${said.get(path) ?? ""}${message}`);
  }
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("who may import whom (design.md 9)", () => {
  it.each(FORBIDDEN)("%s may not import %s, and is told why", (path, imported, message) => {
    expect(said.get(proofOf(path, `${imported}x`))).toContain(message);
  });

  it.each(NO_MINT)("%s may not mint a scope", (path) => {
    expect(said.get(proofOf(path, "@/lib/auth/tenant-scopemintTenantScope"))).toContain(
      "A scope is minted by the session gate",
    );
  });

  it.each(ALLOWED)("%s may import %s", (path, imported) => {
    expect(said.get(proofOf(path, `${imported}x`))).toBeUndefined();
  });
});

describe("client components", () => {
  const tracked = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "app"], { encoding: "utf8" })
    .split("\n")
    .filter((path) => /\.tsx?$/.test(path));
  const clients = tracked.filter((path) => /^\s*["']use client["']/.test(readFileSync(path, "utf8")));

  it("exist, so that the rule below has something to hold", () => {
    expect(clients.length).toBeGreaterThan(5);
  });

  it.each(clients)("%s imports no database, command, query value or environment", (path) => {
    const source = readFileSync(path, "utf8");
    const values = [...source.matchAll(/^import (?!type )[^;]*? from "([^"]+)"/gms)].map((match) => match[1]);
    const forbidden = values.filter((from) =>
      /^(@\/db|@\/lib\/(commands|queries|auth\/(session|sealing|next-auth|job-context)))/.test(from ?? ""),
    );
    expect(forbidden).toEqual([]);
    expect(source).not.toContain("process.env");
  });
});

describe("tests that share their modules", () => {
  const sharing = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" })
    .split("\n")
    .filter((path) => /\.test\.tsx?$/.test(path) && !/\.(pglite|itglue|pg|alone)\.test\.tsx?$/.test(path));

  it("exist, so that the rule below has something to hold", () => {
    expect(sharing.length).toBeGreaterThan(50);
  });

  it.each(sharing)(
    "%s stands in for no module: others would get the stand-in (name it .alone.test)",
    (path) => {
      expect(readFileSync(path, "utf8")).not.toMatch(/^\s*vi\.(mock|doMock|hoisted|resetModules)\(/m);
    },
  );
});
