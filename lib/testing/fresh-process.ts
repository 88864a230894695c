import type { PGlite } from "@electric-sql/pglite";
import { afterAll, vi } from "vitest";

/**
 * Setup of every test file of `pglite` and `itglue`: the files of one worker share its process, because what is dear to
 * start (the compiled database, the packages) then is started once. What a file may have left behind is taken back before
 * the next one: its modules with all they hold and stand in for, its environment, its clock, the app's places on
 * `globalThis`, and its databases.
 */
const holder = globalThis as typeof globalThis & {
  testEnvironment?: NodeJS.ProcessEnv;
  testDatabases?: PGlite[];
};

vi.resetModules();
vi.useRealTimers();
vi.unstubAllGlobals();
vi.unstubAllEnvs();

holder.testEnvironment ??= { ...process.env };
for (const name of Object.keys(process.env)) if (!(name in holder.testEnvironment)) delete process.env[name];
Object.assign(process.env, holder.testEnvironment);

for (const name of Reflect.ownKeys(globalThis)) {
  const placed = typeof name === "symbol" ? name.description : name;
  if (placed?.startsWith("flexbill")) Reflect.deleteProperty(globalThis, name);
}

afterAll(async () => {
  const opened = holder.testDatabases?.splice(0) ?? [];
  await Promise.all(opened.filter((client) => !client.closed).map((client) => client.close()));
});
