/**
 * `npm run bench -- recount`: how long Update Units takes for an account whose organization has 1,000 assets of the type,
 * against the same requests made bare: `fetch` and `JSON.parse`, in the same order, right before or after. The emulator and
 * Postgres have processes of their own.
 */
import { closeDatabase, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { controlEmulator, emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { startPostgres } from "@/lib/testing/postgres-server";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process";
import { percentile, tableOf } from "./figures";
import { prepareRecountPress, type RecountPress } from "./recount-press";

/** What the issue asks for; a run that misses it says so and fails. */
const MOST_OVERHEAD_MS = 40;
const WARM_UP_ROUNDS = 20;

export type RecountBenchOptions = { assets: number; organizations: number; rounds: number; seed: number };

type Round = { bareMs: number; updateMs: number };

/** Runs the rounds and prints figures; answers whether the aim was met. */
export async function benchRecount(options: RecountBenchOptions): Promise<boolean> {
  const { assets, organizations, rounds, seed } = options;
  console.log(
    `Update Units of a saved line: ${assets} assets of the type in one organization, ${organizations} organizations, ${rounds} rounds`,
  );
  const server = await startPostgres();
  const emulator = await startEmulatorProcess({ organizations: 2, assets, seed });
  placeDatabase(await openPostgres(server.appUrl));
  try {
    const press = await prepareRecountPress(emulator, organizations);
    const urls = await requestsOf(emulator, press);
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await oneRound(emulator, press, urls, round);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1)
      measured.push(await oneRound(emulator, press, urls, round));
    return report(measured, urls);
  } finally {
    await closeDatabase();
    await emulator.stop();
    await server.stop();
  }
}

/** What one press asks IT Glue, in its order. */
async function requestsOf(emulator: EmulatorProcess, press: RecountPress): Promise<string[]> {
  await controlEmulator(emulator.url, { action: "clear-requests" });
  await press.updateUnits();
  return (await emulatorRequests(emulator.url)).map(({ path }) => `${emulator.url}${path}`);
}

/** Who goes first changes from round to round. */
async function oneRound(
  emulator: EmulatorProcess,
  press: RecountPress,
  urls: readonly string[],
  round: number,
): Promise<Round> {
  await press.letAMinutePass();
  const bareFirst = round % 2 === 0 ? await millisecondsOf(() => bareRead(emulator, urls)) : null;
  const updateMs = await millisecondsOf(async () => {
    const { state, units } = await press.updateUnits();
    if (state !== "counted" || units === "0") throw new Error(`Update Units answered ${state}, ${units}`);
  });
  return { bareMs: bareFirst ?? (await millisecondsOf(() => bareRead(emulator, urls))), updateMs };
}

async function bareRead(emulator: EmulatorProcess, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const answer = await fetch(url, { headers: { "x-api-key": emulator.key } });
    const { data } = JSON.parse(await answer.text()) as { data?: unknown[] };
    if (!data) throw new Error(`The emulator answered ${answer.status}`);
  }
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function report(rounds: readonly Round[], urls: readonly string[]): boolean {
  const milliseconds = (value: number) => `${value.toFixed(1)} ms`;
  const row = (name: string, of: (round: Round) => number) => {
    const values = rounds.map(of);
    return [name, ...[50, 95, 100].map((percent) => milliseconds(percentile(values, percent)))];
  };
  console.log(
    tableOf([
      ["", "p50", "p95", "slowest"],
      row(`bare fetch + JSON.parse, ${urls.length} requests`, ({ bareMs }) => bareMs),
      row("Update Units", ({ updateMs }) => updateMs),
      row("overhead, round by round", ({ bareMs, updateMs }) => updateMs - bareMs),
    ]),
  );
  const p95Of = (of: (round: Round) => number) => percentile(rounds.map(of), 95);
  const overheadMs = p95Of(({ updateMs }) => updateMs) - p95Of(({ bareMs }) => bareMs);
  const isMet = overheadMs <= MOST_OVERHEAD_MS;
  console.log(
    `\n${isMet ? "met   " : "MISSED"}  p95 of Update Units at most ${MOST_OVERHEAD_MS} ms over p95 of the bare requests (${overheadMs.toFixed(1)} ms)`,
  );
  return isMet;
}
