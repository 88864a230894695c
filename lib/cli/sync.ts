/**
 * `npm run sync [-- --tenant northwind] [--date 2026-06-10] [--dry-run]`: recounts now what is otherwise recounted at
 * night. Where a running app holds the data folder it is asked to do it; else this process opens the database itself.
 * Exit 0 where every company could be read whole, else 1.
 */
import { parseArgs } from "node:util";
import { dataFolder } from "@/db/data-folder/location";
import { openForCommandLine } from "@/db/open-for-command-line";
import { refusalInWords } from "@/lib/actions/refusal-words";
import { CommandRefused } from "@/lib/commands/refusal";
import { askHolder } from "./ask-holder";
import { takeDemoEnvironment } from "./demo/take-environment";
import { type SyncChoice, type SyncedTenant, syncChoice, syncTenants } from "./sync-tenants";

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
    throw new Error(`${what} Usage: ${USAGE}`);
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

function inWords({ tenant, businessOn, status, summary }: SyncedTenant): string {
  if (status === "not-run") return `${tenant}: would be recounted for ${businessOn}`;
  const { lines = 0, changed = 0, unchanged = 0, held = 0, notCounted = 0, error } = summary;
  const figures = `${lines} lines: ${changed} changed, ${unchanged} unchanged, ${held} held, ${notCounted} not counted`;
  return `${tenant} ${businessOn}: ${status}. ${figures}${error ? `. ${error.message}` : ""}`;
}

try {
  const tenants = await synced(choiceFrom(process.argv.slice(2)));
  for (const tenant of tenants) console.log(inWords(tenant));
  process.exitCode = tenants.every(({ status }) => status === "completed" || status === "not-run") ? 0 : 1;
} catch (error) {
  const message =
    error instanceof CommandRefused ? refusalInWords(error).message : (error as Error).message.split("\n")[0];
  console.error(message);
  process.exitCode = 1;
}
