import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdDataFolder } from "@/db/data-folder/hold";
import { masterKeyBytes } from "@/lib/auth/master-key";
import { buildIfNeeded } from "./build";
import { Children } from "./children";
import { demoEnvironment, demoPorts } from "./environment";
import { checkBeforeStart } from "./preflight";
import { demoSecretsOf, ensureDemoSecrets } from "./secrets";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flexbill-demo-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const env = (values: Record<string, string>) => values as unknown as NodeJS.ProcessEnv;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

describe("the demo's ports", () => {
  it("are 3000 and 4611 unless the environment names others", () => {
    expect(demoPorts(env({}))).toEqual({ app: 3000, emulator: 4611 });
    expect(demoPorts(env({ PORT: "4000", IT_GLUE_EMULATOR_PORT: "4001" }))).toEqual({
      app: 4000,
      emulator: 4001,
    });
  });

  it.each(["0", "65536", "http", "3000.5"])("are refused in one line: %s", (port) => {
    expect(() => demoPorts(env({ PORT: port }))).toThrow(
      `PORT must be a port from 1 to 65535, not "${port}".`,
    );
  });

  it("are refused where they are one", () => {
    expect(() => demoPorts(env({ PORT: "4611" }))).toThrow("Choose two different ports");
  });
});

describe("before the demo starts", () => {
  const check = async (values: Record<string, string> = {}, at = folder) =>
    checkBeforeStart(env(values), at, { app: await freePort(), emulator: await freePort() });

  it("nothing is wrong with a folder that is free or not there yet, and nothing is left in it", async () => {
    await expect(check()).resolves.toBeUndefined();
    await expect(check({}, join(folder, "new", "data"))).resolves.toBeUndefined();
  });

  it("a database of one's own is refused", async () => {
    await expect(check({ DATABASE_URL: "postgres://x" })).rejects.toThrow(/^The demo .* unset DATABASE_URL/);
  });

  it("a folder that is held is refused with its holder", async () => {
    const { release } = await holdDataFolder(folder);
    await expect(check()).rejects.toThrow(`is in use by process ${process.pid}`);
    await release();
    await expect(check()).resolves.toBeUndefined();
  });

  it("a folder that cannot be written is refused with the reason", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(check({}, join(folder, "file"))).rejects.toThrow(
      /^Cannot write the data folder .*file \(EEXIST\)/,
    );
  });

  it("a folder no system lets anybody make is refused too, and at once", async () => {
    await expect(check({}, "/proc/flexbill/data")).rejects.toThrow(
      /^Cannot write the data folder \/proc\/flexbill/,
    );
  });

  it("a taken port is refused with the variable that chooses another", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const other = await freePort();
    try {
      await expect(checkBeforeStart(env({}), folder, { app: port, emulator: other })).rejects.toThrow(
        `Port ${port} is already in use. Stop what listens there, or choose another with PORT.`,
      );
      await expect(checkBeforeStart(env({}), folder, { app: other, emulator: port })).rejects.toThrow(
        `choose another with IT_GLUE_EMULATOR_PORT`,
      );
    } finally {
      server.close();
    }
  });
});

describe("the demo's secrets", () => {
  it("are made once, for their owner alone, fit to be used, and the same at the next start", async () => {
    const made = await ensureDemoSecrets(folder);
    expect((await stat(join(folder, "demo-secrets.json"))).mode & 0o777).toBe(0o600);
    expect(await ensureDemoSecrets(folder)).toEqual(made);
    expect(await demoSecretsOf(folder)).toEqual(made);
    const before = process.env.FLEXBILL_MASTER_KEY;
    process.env.FLEXBILL_MASTER_KEY = made.FLEXBILL_MASTER_KEY;
    expect(masterKeyBytes()).toHaveLength(32);
    process.env.FLEXBILL_MASTER_KEY = before;
  });

  it("are not made anew beside a database that was sealed with others", async () => {
    await mkdir(join(folder, "database"));
    await expect(ensureDemoSecrets(folder)).rejects.toThrow("is missing, and the database beside it");
  });

  it("are not replaced where the file is damaged", async () => {
    await writeFile(join(folder, "demo-secrets.json"), "{}");
    await expect(ensureDemoSecrets(folder)).rejects.toThrow("is damaged");
    expect(await readFile(join(folder, "demo-secrets.json"), "utf8")).toBe("{}");
  });
});

describe("the environment of the demo's app", () => {
  it("leads nowhere but to the demo's own engine, database and IT Glue", () => {
    const secrets = { AUTH_SECRET: "s".repeat(43), FLEXBILL_MASTER_KEY: "k".repeat(44) };
    const made = demoEnvironment(
      env({
        PATH: "/bin",
        INNGEST_EVENT_KEY: "x",
        INNGEST_DEV: "1",
        DATABASE_URL: "postgres://x",
        DATABASE_MIGRATION_URL: "postgres://y",
        AUTH_SECRET: "theirs",
        AUTH_URL: "https://elsewhere.example",
        ITGLUE_OAUTH_CLIENT_SECRET: "x",
        FLEXBILL_MASTER_KEY: "theirs",
        NODE_OPTIONS: "--inspect",
        SMTP_URL: "smtp://user:127.0.0.1@mail.example.com",
      }),
      { ports: { app: 3000, emulator: 4611 }, folder: "/data", secrets },
    );
    expect(made).toEqual({
      PATH: "/bin",
      ...secrets,
      NODE_ENV: "production",
      PORT: "3000",
      FLEXBILL_DEMO: "1",
      FLEXBILL_DATA_DIR: "/data",
      AUTH_URL: "http://127.0.0.1:3000",
      AUTH_TRUST_HOST: "true",
      ITGLUE_BASE_URL: "http://127.0.0.1:4611",
      ITGLUE_OAUTH_CLIENT_ID: "flexbill",
      NEXT_TELEMETRY_DISABLED: "1",
    });
  });
});

describe("the demo's e-mail", () => {
  const smtpUrl = (SMTP_URL: string) =>
    demoEnvironment(env({ SMTP_URL }), {
      ports: { app: 3000, emulator: 4611 },
      folder: "/data",
      secrets: { AUTH_SECRET: "s", FLEXBILL_MASTER_KEY: "k" },
    }).SMTP_URL;

  it.each(["smtp://127.0.0.1:1025", "smtp://localhost", "smtp://user:pw@localhost:25", "smtps://[::1]"])(
    "may go to a mail server of this machine: %s",
    (url) => expect(smtpUrl(url)).toBe(url),
  );

  it.each([
    "smtp://mail.example.com",
    "smtp://localhost.example.com",
    "smtp://localhost@mail.example.com",
    "smtp://127.0.0.1:25@mail.example.com",
  ])("goes nowhere else: %s", (url) => expect(smtpUrl(url)).toBeUndefined());
});

describe("the build", () => {
  let built = 0;
  const build = (works = true) =>
    buildIfNeeded(folder, {
      distDir: ".next",
      run: async () => {
        built += 1;
        await mkdir(join(folder, ".next"), { recursive: true });
        return works;
      },
    });
  const write = async (path: string, text: string) => {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  beforeEach(async () => {
    built = 0;
    await write("app/page.tsx", "one");
    await write("package.json", "{}");
  });

  it("is made once for the same sources", async () => {
    expect(await build()).toBe(true);
    expect(await build()).toBe(false);
    expect(built).toBe(1);
  });

  it.each([
    ["a file changed", () => write("app/page.tsx", "two")],
    ["a file was added", () => write("lib/new.ts", "")],
    ["a file was removed", () => rm(join(folder, "app/page.tsx"))],
    [
      "a file was renamed",
      async () => {
        await rm(join(folder, "app/page.tsx"));
        await write("app/pages.tsx", "one");
      },
    ],
    ["a package changed", () => write("package.json", '{"type":"module"}')],
    ["the built app is gone", () => rm(join(folder, ".next"), { recursive: true })],
  ])("is made again where %s", async (_title, change) => {
    await build();
    await change();
    expect(await build()).toBe(true);
  });

  it("is not made again for a test", async () => {
    await build();
    await write("app/page.test.ts", "");
    expect(await build()).toBe(false);
  });

  it("that failed does not pass for one", async () => {
    await build();
    await write("app/page.tsx", "broken");
    await expect(build(false)).rejects.toThrow("could not be built");
    await write("app/page.tsx", "one");
    expect(await build()).toBe(true);
  });
});

describe("the demo's processes", () => {
  const STAYS = ["--eval", "setInterval(() => undefined, 1000)"];
  const clean = { PATH: process.env.PATH ?? "" } as unknown as NodeJS.ProcessEnv;

  it("end when they are asked to, also one that is started too late", async () => {
    const children = new Children();
    const first = children.start("first", STAYS, clean);
    await children.stop();
    expect(await first).toEqual({ name: "first", code: null, signal: "SIGTERM" });
    const late = children.start("late", STAYS, clean);
    expect((await late).signal).toBe("SIGTERM");
  });

  it("say how they ended by themselves", async () => {
    const end = new Children().start("brief", ["--eval", "process.exit(3)"], clean);
    expect(await end).toEqual({ name: "brief", code: 3, signal: null });
  });

  it("do not outlive a demo that was killed", async () => {
    const pidFile = join(folder, "pid");
    const child = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const demo = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "--input-type=module",
        "--eval",
        `const { Children } = await import("./lib/cli/demo/children.ts");
         new Children().start("child", ["--eval", ${JSON.stringify(child)}], process.env);
         setInterval(() => undefined, 1000);`,
      ],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const pid = async () => Number(await readFile(pidFile, "utf8").catch(() => "0"));
    await expect.poll(pid, { timeout: 20_000 }).toBeGreaterThan(0);
    demo.kill("SIGKILL");
    await once(demo, "exit");
    const isThere = async () => {
      try {
        process.kill(await pid(), 0);
        return !(await readFile(`/proc/${await pid()}/stat`, "utf8").catch(() => "")).includes(") Z ");
      } catch {
        return false;
      }
    };
    await expect.poll(isThere, { timeout: 20_000 }).toBe(false);
  }, 60_000);
});
