import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import { formsOf } from "../lib/testing/search-for-secrets";
import { LOG_FILE } from "./global-setup";
import { emulatorState } from "./it-glue-emulator/control-client";
import { DEMO_KEYS } from "./it-glue-emulator/demo-data";
import { type Person, signedIn } from "./people";
import { EMULATOR_PORT } from "./playwright.config";

/**
 * After the main job (journeys run in the order of their names): no key, no token and nothing sealed stands in a page's
 * source, the demo's log or the database's own files.
 */

const PEOPLE: Person[] = ["admin", "finance", "tech", "audit"];
/** Of each kind of page with an id in its address, so many are opened. */
const PAGES_OF_A_KIND = 3;
const SEALED = /v1\.k\d+\.[\w-]{16}\.[\w-]{16}/;
/** The demo's first words give its users the keys of its own emulator, once each. */
const HANDED_OUT = /^ {2}\w+ +IT Glue server \w+, API key \S+$/gm;
const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

async function secrets(): Promise<Map<string, string>> {
  const state = await emulatorState(`http://127.0.0.1:${EMULATOR_PORT}`);
  const found = new Map<string, string>(
    Object.entries(DEMO_KEYS).map(([of, key]) => [`API key of ${of}`, key]),
  );
  for (const [at, token] of state.tokens.entries()) {
    found.set(`access token ${at}`, token.accessToken);
    found.set(`refresh token ${at}`, token.refreshToken);
  }
  const folder = process.env.E2E_DATA_FOLDER;
  if (folder) {
    const own = JSON.parse(readFileSync(join(folder, "demo-secrets.json"), "utf8")) as Record<string, string>;
    for (const [name, value] of Object.entries(own)) found.set(name, value);
  }
  return found;
}

/** Names of the secrets that stand in a text, in any form. */
function namesIn(text: string, known: ReadonlyMap<string, string>): string[] {
  return [...known]
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** Addresses of all pages without an id in them, from the routes themselves. */
function pagesWithoutId(): string[] {
  const root = join(import.meta.dirname, "..", "app");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|[\\/])page\.tsx$/.test(file) && !file.includes("["))
    .map(
      (file) =>
        `/${file
          .split(/[\\/]/)
          .slice(0, -1)
          .filter((part) => !part.startsWith("("))
          .join("/")}`,
    );
}

/** Every page a person can reach, with its source: all routes, then whatever those link to. */
async function sourcesFor(browser: Browser, person: Person): Promise<Map<string, string>> {
  const page = await signedIn(browser, person);
  const sources = new Map<string, string>();
  const opened = new Map<string, number>();
  const waiting = pagesWithoutId();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const kind = path.replace(ID, "*");
    if (sources.has(path) || (opened.get(kind) ?? 0) >= PAGES_OF_A_KIND) continue;
    opened.set(kind, (opened.get(kind) ?? 0) + 1);
    const answer = await page.request.get(path);
    const source = await answer.text();
    sources.set(path, source);
    for (const [, href] of source.matchAll(/href="(\/[^"#?]*)/g)) {
      if (href !== undefined && !/^\/(_next|api)\//.test(href)) waiting.push(href);
    }
  }
  await page.context().close();
  return sources;
}

test.describe("secrets", () => {
  for (const person of PEOPLE) {
    test(`stand in no page's source that ${person} can open`, async ({ browser }) => {
      test.setTimeout(600_000);
      const known = await secrets();
      expect([...known.keys()].filter((name) => name.startsWith("refresh token")).length).toBeGreaterThan(0);
      const sources = await sourcesFor(browser, person);
      expect(sources.size).toBeGreaterThan(15);
      const found = [...sources].flatMap(([path, source]) => [
        ...namesIn(source, known).map((name) => `${name} in ${path}`),
        ...(SEALED.test(source) ? [`something sealed in ${path}`] : []),
      ]);
      expect(found).toEqual([]);
    });
  }

  test("stand neither in what the demo printed nor in the database's files", async () => {
    const folder = process.env.E2E_DATA_FOLDER;
    // A developer's own running demo prints elsewhere.
    if (!folder) return;
    const known = await secrets();
    const log = readFileSync(join(folder, LOG_FILE), "utf8");
    const handedOut = log.match(HANDED_OUT) ?? [];
    expect(handedOut).toHaveLength(2);
    const rest = handedOut.reduce((text, line) => text.replace(line, ""), log);
    expect(namesIn(rest, known)).toEqual([]);
    const database = join(folder, "database");
    const files = readdirSync(database, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(50);
    let isMainJobThere = false;
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      const text = readFileSync(path, "latin1");
      expect(namesIn(text, known), path).toEqual([]);
      isMainJobThere ||= text.includes("RK Fabrics");
    }
    expect(isMainJobThere, "the files hold the records of the main job").toBe(true);
  });
});
