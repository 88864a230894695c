/**
 * `npm run sync [-- --tenant northwind] [--date 2026-06-10] [--dry-run]`: recounts now what is otherwise recounted at
 * night. Where a running app holds the data folder it is asked to do it; else this process opens the database itself.
 * `--dry-run` counts for real and writes nothing: it says what would change in units and money, line by line, and why.
 * Exit 0 where every company was, or could be, read whole; 1 where one was not, or the command was refused; 2 where it
 * was not understood.
 */
import { parseArgs } from "node:util";
import { dataFolder } from "@/db/data-folder/location";
import { openForCommandLine } from "@/db/open-for-command-line";
import { refusalInWords } from "@/lib/actions/refusal-words";
import { CommandRefused } from "@/lib/commands/refusal";
import { askHolder } from "./ask-holder";
import { takeDemoEnvironment } from "./demo/take-environment";
import { syncInWords } from "./sync-in-words";
import { type SyncChoice, type SyncedTenant, syncChoice, syncTenants } from "./sync-tenants";

/** The command was not understood: nothing was asked of anybody. */
class Misspelled extends Error {}

const USAGE = "npm run sync -- [--tenant <company>] [--date <yyyy-mm-dd>] [--dry-run]";

function choiceFrom(args: string[]): SyncChoice {
  try {
    const { values } = parseArgs({
      args,
      options: {
        tenant: { type: "string" },
        date: { type: "string" },
        "dry-run": { type: "boolean" },
      },
    });
    return syncChoice.parse({
      ...(values.tenant !== undefined && { tenant: values.tenant }),
      ...(values.date !== undefined && { businessOn: values.date }),
      ...(values["dry-run"] && { dryRun: true }),
    });
  } catch (error) {
    const what = error instanceof TypeError ? error.message : "A date is written 2026-06-10.";
    throw new Misspelled(`${what} Usage: ${USAGE}`);
  }
}

async function synced(choice: SyncChoice): Promise<SyncedTenant[]> {
  const folder = dataFolder();
  await takeDemoEnvironment(folder);
  const opened = await openForCommandLine();
  if (opened.kind === "held") return askHolder(opened.holder, folder, { verb: "sync", choice });
  try {
    return await syncTenants(choice);
  } finally {
    await opened.close();
  }
}

function refusedInWords(error: CommandRefused): string {
  const { message, fix } = refusalInWords(error);
  return [message, typeof fix === "object" ? fix.label : fix].filter(Boolean).join(" ");
}

// What came of it is said in words below; lines of the log are for whoever runs the app.
process.env.LOG_LEVEL ??= "error";
try {
  const tenants = await synced(choiceFrom(process.argv.slice(2)));
  for (const tenant of tenants) console.log(syncInWords(tenant).join("\n"));
  process.exitCode = tenants.every(({ status }) => status === "completed") ? 0 : 1;
} catch (error) {
  console.error(
    error instanceof CommandRefused ? refusedInWords(error) : (error as Error).message.split("\n")[0],
  );
  process.exitCode = error instanceof Misspelled ? 2 : 1;
}
