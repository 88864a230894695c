/** The emulator as a process: `npm run it-glue-emulator -- --help`. The demo starts it too. */
import { mainOptions, USAGE } from "./main-options";
import { type Emulator, startEmulator } from "./start-emulator";

function explain(error: unknown, port: number | undefined): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE") return `port ${port} is already taken; set IT_GLUE_EMULATOR_PORT to another one`;
  return error instanceof Error ? error.message : String(error);
}

/** Where to call and with what; `key` and `typeIds` are those of the first account, the generated one if there is one. */
function announcement({ url, state }: Emulator): string {
  const accounts = state.accounts.map((account) => ({
    id: account.id,
    server: account.server,
    baseUrl: `${url}/${account.server}`,
    subdomain: account.subdomain,
    key: account.apiKeys.find(({ revoked }) => !revoked)?.key ?? null,
    organizations: account.organizations.length,
    assets: account.assets.length,
    types: account.assetTypes.map(({ id, name }) => ({ id, name })),
  }));
  const [first] = accounts;
  const typeIds = first?.types.map(({ id }) => id) ?? [];
  return JSON.stringify({ url, baseUrl: first?.baseUrl, key: first?.key, typeIds, accounts });
}

let port: number | undefined;
try {
  const options = mainOptions(process.argv.slice(2), process.env);
  if (options.isHelp) {
    console.log(USAGE);
    process.exit(0);
  }
  port = options.emulator.port;
  const emulator = await startEmulator(options.emulator);
  console.log(options.isJson ? announcement(emulator) : `IT Glue emulator ready at ${emulator.url}`);
  const stop = async () => {
    await emulator.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  console.error(`IT Glue emulator: ${explain(error, port)}`);
  process.exit(1);
}
