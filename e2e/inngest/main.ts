/**
 * `npm run test:inngest`: the built app and a real Inngest server, a night of three companies in three time zones, and the app
 * killed twice in the middle of it. Exit 0: units, money, audit and messages are what they must be; 1: they are not; 3: there
 * is no Inngest server on this machine.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findInngest, HOW_TO_GET_INNGEST } from "./inngest-server";
import { Processes } from "./processes";
import { Rehearsal } from "./rehearsal";

const NO_SERVER = 3;

const command = await findInngest(process.env);
if (command === null) {
  console.error(HOW_TO_GET_INNGEST);
  process.exit(NO_SERVER);
}

const folder = await mkdtemp(join(tmpdir(), "flexbill-inngest-"));
const processes = new Processes();
const stop = async () => {
  await processes.stop();
  await rm(folder, { recursive: true, force: true });
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void stop().then(() => process.exit(1)));
}

try {
  const rehearsal = await Rehearsal.begin({ command, folder, processes });
  await rehearsal.refusesStrangers();
  await rehearsal.nightThroughTwoKills();
  await rehearsal.clockMoves();
  await rehearsal.turnedOffMeansCalledOff();
  await rehearsal.end();
  console.log("\nAll is as it must be.");
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  for (const said of processes.said()) console.error(`--- A process of the test printed at last:\n${said}`);
  process.exitCode = 1;
} finally {
  await stop();
  // Whatever failed half-way may have left IT Glue's stand-in listening in this very process.
  process.exit();
}
