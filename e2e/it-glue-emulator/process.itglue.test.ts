import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { controlEmulator, emulatorState } from "./control-client";
import { DEMO_KEYS } from "./demo-data";
import { assetOf } from "./demo-lookup";
import { generatedKey } from "./generated-data";
import { mainOptions } from "./main-options";
import { startEmulator } from "./start-emulator";
import type { EmulatorState } from "./state";

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "it-glue-emulator-"));
  stateFile = join(folder, "kept", "state.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const premiumOf = (state: EmulatorState) =>
  assetOf(state, "northwind", "RK Fabrics", "Microsoft 365", "Microsoft 365 Business Premium");

describe("the state file", () => {
  it("keeps changes and revoked keys over a restart, but no faults", async () => {
    const first = await startEmulator({ stateFile });
    const { id } = premiumOf(first.state);
    await controlEmulator(first.url, { action: "set-traits", assetId: id, traits: { seats: 41 } });
    await controlEmulator(first.url, { action: "revoke-key", key: DEMO_KEYS.bluefin });
    await controlEmulator(first.url, { action: "fault", kind: "503" });
    await first.close();

    const second = await startEmulator({ stateFile });
    expect(Object.values(premiumOf(second.state).values)).toContain(41);
    expect(second.state.accounts[1]?.apiKeys[0]?.revoked).toBe(true);
    const headers = { "x-api-key": DEMO_KEYS.northwind };
    expect((await fetch(`${second.url}/us/organizations`, { headers })).status).toBe(200);
    await second.close();
  });

  it("is written before a change is answered, whole, with nothing left beside it", async () => {
    const emulator = await startEmulator({ stateFile });
    const { id } = premiumOf(emulator.state);
    await Promise.all(
      Array.from({ length: 12 }, (_, seats) =>
        controlEmulator(emulator.url, { action: "set-traits", assetId: id, traits: { seats } }),
      ),
    );
    expect(JSON.parse(await readFile(stateFile, "utf8"))).toEqual(await emulatorState(emulator.url));
    expect(await readdir(join(folder, "kept"))).toEqual(["state.json"]);
    await emulator.close();
  });

  it("of a large account is written at the end, not at each change", async () => {
    const plan = { organizations: 50, assets: 25_000 };
    const first = await startEmulator({ stateFile, ...plan });
    const organizationId = first.state.accounts[0]?.organizations[3]?.id ?? "";
    const rename = (name: string) =>
      controlEmulator(first.url, { action: "rename-organization", organizationId, name });
    await rename("First");
    const written = await readFile(stateFile, "utf8");
    await rename("Second");
    expect((await readFile(stateFile, "utf8")) === written).toBe(true);
    await first.close();

    const second = await startEmulator({ stateFile });
    expect(second.state.accounts[0]?.organizations[3]?.name).toBe("Second");
    expect(second.state.accounts[0]?.assets).toHaveLength(25_000);
    await second.close();
  });

  it.each(["{", "[]", '{"version":2}'])("is refused, not overwritten, when it holds %s", async (text) => {
    const file = join(folder, "state.json");
    await writeFile(file, text);
    await expect(startEmulator({ stateFile: file })).rejects.toThrow();
    expect(await readFile(file, "utf8")).toBe(text);
  });
});

type Run = { code: number | null; out: string; err: string };

/** Runs main.ts; once it is ready `whenReady` gets its address, and then it is told to stop. */
function run(
  env: Record<string, string>,
  whenReady: (url: string) => Promise<void>,
  args: string[] = [],
): Promise<Run> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", main, ...args], {
    env: { ...process.env, ...env },
  });
  const output = { out: "", err: "" };
  child.stderr.on("data", (chunk) => {
    output.err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      output.out += chunk;
      const url = /ready at (\S+)|"url":"([^"]+)".*\n/.exec(output.out)?.slice(1).find(Boolean);
      if (url) whenReady(url).then(() => child.kill("SIGTERM"), reject);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}

describe("the process", () => {
  it("says one line, and keeps its state when it is told to stop", async () => {
    const env = { IT_GLUE_EMULATOR_PORT: "0", IT_GLUE_EMULATOR_STATE: stateFile };
    const result = await run(env, async (url) => {
      const { id } = premiumOf(await emulatorState(url));
      await controlEmulator(url, { action: "archive-asset", assetId: id });
    });
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toMatch(/^IT Glue emulator ready at http:\/\/127\.0\.0\.1:\d+\n$/);
    const kept = JSON.parse(await readFile(stateFile, "utf8"));
    expect(() => premiumOf(kept)).toThrow("has no asset");
  });

  it("says in one line that its port is taken, and ends with 1", async () => {
    const other = await startEmulator();
    const result = await run({ IT_GLUE_EMULATOR_PORT: String(other.port) }, async () => undefined);
    expect(result.code).toBe(1);
    expect(result.out).toBe("");
    expect(result.err).toBe(
      `IT Glue emulator: port ${other.port} is already taken; set IT_GLUE_EMULATOR_PORT to another one\n`,
    );
    await other.close();
  });

  it("says as JSON where a generated account is, with which key and types", async () => {
    const plan = { "--organizations": "20", "--assets": "90", "--types": "3", "--seed": "5", "--port": "0" };
    let total: unknown = null;
    const result = await run(
      {},
      async (url) => {
        const { accounts } = await emulatorState(url);
        const filter = `filter[flexible_asset_type_id]=${accounts[0]?.assetTypes[2]?.id}`;
        const headers = { "x-api-key": generatedKey(5) };
        const answer = await fetch(`${url}/us/flexible_assets?${filter}`, { headers });
        total = (await answer.json()).meta["total-count"];
      },
      [...Object.entries(plan).flat(), "--json"],
    );
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out.split("\n")).toHaveLength(2);
    expect(JSON.parse(result.out)).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      baseUrl: expect.stringMatching(/\/us$/),
      key: generatedKey(5),
      typeIds: [expect.any(String), expect.any(String), expect.any(String)],
      accounts: [
        { organizations: 20, assets: 90 },
        { id: "northwind" },
        { id: "bluefin" },
        { id: "coralbay" },
      ],
    });
    expect(total).toBe(30);
  });

  it("refuses an option in one line", async () => {
    const result = await run({}, async () => undefined, ["--assets", "many"]);
    const err = "IT Glue emulator: --assets must be a whole number, not many\n";
    expect(result).toEqual({ code: 1, out: "", err });
  });
});

describe("its options", () => {
  it("are taken from the command line before the environment", () => {
    const env = { IT_GLUE_EMULATOR_PORT: "1", IT_GLUE_EMULATOR_STATE: "one.json" };
    expect(mainOptions([], env).emulator).toMatchObject({ port: 1, stateFile: "one.json" });
    const args = ["--port", "2", "--state", "two.json", "--seed=9"];
    expect(mainOptions(args, env).emulator).toMatchObject({ port: 2, stateFile: "two.json", seed: 9 });
    expect(mainOptions([], {}).emulator).toMatchObject({ port: 4611, stateFile: undefined });
    expect(() => mainOptions(["--colour", "red"], {})).toThrow("Unknown option '--colour'");
  });
});
