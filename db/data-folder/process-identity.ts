import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** A process as the system shows it; `startedAt` is null where the system does not tell. */
export type SeenProcess = { isRunning: boolean; startedAt: string | null };

const GONE: SeenProcess = { isRunning: false, startedAt: null };
const DEAD_STATES = ["Z", "X"];

/**
 * Looks whether a process runs and since when. The start tells a process from a later one that got the same id. One that
 * ended but was never reaped by its parent (a zombie, common in containers) does not run.
 */
export async function seeProcess(pid: number): Promise<SeenProcess> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return GONE;
  }
  return process.platform === "linux" ? seeOnLinux(pid) : seeByPs(pid);
}

async function seeOnLinux(pid: number): Promise<SeenProcess> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, "utf8");
    // The command name, in parentheses, may hold blanks: fields are counted from behind it (state is field 3, start 22).
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    if (DEAD_STATES.includes(fields[0] ?? "")) return GONE;
    return { isRunning: true, startedAt: `${await bootId()}/${fields[19] ?? ""}` };
  } catch {
    return { isRunning: true, startedAt: null };
  }
}

/** Start times count from the start of the machine, so they say something within one only. */
async function bootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "")).trim();
}

async function seeByPs(pid: number): Promise<SeenProcess> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-p", String(pid), "-o", "stat=,lstart="]);
    const [state = "", ...started] = stdout.trim().split(/\s+/);
    return DEAD_STATES.includes(state[0] ?? "") ? GONE : { isRunning: true, startedAt: started.join(" ") };
  } catch {
    return { isRunning: true, startedAt: null };
  }
}
