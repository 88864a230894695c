import { demoEnvironment, demoPorts } from "./environment";
import { demoSecretsOf } from "./secrets";

/** Keys in a demo's data folder open with the demo's secrets, and IT Glue is its emulator: for command-line verbs too. */
export async function takeDemoEnvironment(folder: string): Promise<void> {
  if (process.env.DATABASE_URL || process.env.FLEXBILL_MASTER_KEY) return;
  const secrets = await demoSecretsOf(folder);
  if (!secrets) return;
  Object.assign(
    process.env,
    demoEnvironment(process.env, { ports: demoPorts(process.env), folder, secrets }),
  );
}
