import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What a deployment is given by its operator and the demo makes for itself, once per data folder. */
const demoSecrets = z.object({ AUTH_SECRET: z.string().min(32), FLEXBILL_MASTER_KEY: z.string().min(44) });
export type DemoSecrets = z.infer<typeof demoSecrets>;

const secretsFile = (folder: string) => join(folder, "demo-secrets.json");

/** The secrets of a data folder the demo has used; null where it has not. @throws with one line where they are damaged. */
export async function demoSecretsOf(folder: string): Promise<DemoSecrets | null> {
  const file = secretsFile(folder);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`Cannot read the demo's secrets in ${file}: ${(error as Error).message}`);
  }
  try {
    return demoSecrets.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} is damaged. Restore it, or delete the data folder to start anew.`);
  }
}

/**
 * The demo's secrets, made at its first start: readable by their owner alone and outside the database they protect.
 * @throws with one line where there is a database but no longer the secrets its keys are sealed with.
 */
export async function ensureDemoSecrets(folder: string): Promise<DemoSecrets> {
  const before = await demoSecretsOf(folder);
  if (before) return before;
  const file = secretsFile(folder);
  if (existsSync(join(folder, "database"))) {
    throw new Error(
      `${file} is missing, and the database beside it was sealed with it. Restore it, or delete ${folder} to start anew.`,
    );
  }
  const made: DemoSecrets = {
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    FLEXBILL_MASTER_KEY: randomBytes(32).toString("base64"),
  };
  await writeFile(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return made;
}
