/** Processes for tests to kill: bundled once, since a start that compiles anew would take longer than what is killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { build } from "esbuild";

/** Bundles a process's source for `startToldProcess`. */
export async function bundleProcess(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
}

/** A process that is ready when it has said one line, waits to be told to go, and says one more for each step of its work. */
export function startToldProcess(bundle: string, parameters: readonly string[]) {
  const child = spawn(process.execPath, [bundle, ...parameters], { stdio: ["pipe", "pipe", "inherit"] });
  return {
    child,
    exited: once(child, "exit"),
    hasSaid: listenTo(child),
    go: () => child.stdin.write("go\n"),
  };
}

/** Hears every line a process says, from its start on. */
function listenTo(child: ChildProcess) {
  let lines = 0;
  let wake = () => {};
  child.stdout!.on("data", (text) => {
    lines += String(text).split("\n").length - 1;
    wake();
  });
  return async (count: number) => {
    while (lines < count) await new Promise<void>((resolve) => (wake = resolve));
  };
}
