import { closeDatabase, database } from "./client";
import { type FolderHolder, folderHolder } from "./data-folder/hold";
import { dataFolder } from "./data-folder/location";
import { DatabaseUnavailable } from "./database";
import { migrateEmbedded } from "./migrate";

/** Either this process has the database open, or a running app has it and takes the command in our place. */
export type CommandLineDatabase =
  | { kind: "opened"; close(): Promise<void> }
  | { kind: "held"; holder: FolderHolder };

/**
 * Opens the database for a command-line verb. A data folder has one opener at a time: where a running process holds it,
 * nothing is opened and the holder is named instead. An embedded database is brought to the newest migration; a server
 * is not, that is `npm run db:migrate`.
 * @throws DatabaseUnavailable with one readable line.
 */
export async function openForCommandLine(): Promise<CommandLineDatabase> {
  // A command-line verb listens nowhere: a PORT meant for the app must not stand in its hold.
  delete process.env.PORT;
  try {
    const opened = await database();
    if (opened.kind === "pglite") await migrateEmbedded(opened);
    return { kind: "opened", close: closeDatabase };
  } catch (error) {
    const holder =
      error instanceof DatabaseUnavailable && !process.env.DATABASE_URL
        ? await folderHolder(dataFolder())
        : null;
    if (holder && holder.pid !== process.pid) return { kind: "held", holder };
    await closeDatabase().catch(() => undefined);
    throw error;
  }
}
