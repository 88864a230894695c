/**
 * `npm run rotate-keys`: a new data key for every company, and every API key, token and verifier sealed anew under it,
 * while the app runs. An interrupted rotation is finished by the next one.
 *
 * A new master key: start the app with it as FLEXBILL_MASTER_KEY and the former one as FLEXBILL_MASTER_KEY_PREVIOUS, run
 * this with the same two, then start the app without the former one. Where a running app holds the data folder it is
 * asked to do it. Exit 0 where every secret is under a new key, else 1.
 */
import { parseArgs } from "node:util";
import { dataFolder } from "@/db/data-folder/location";
import { openForCommandLine } from "@/db/open-for-command-line";
import { masterKeyId } from "@/lib/auth/master-key";
import { askHolder } from "./ask-holder";
import { takeDemoEnvironment } from "./demo/take-environment";
import { type RotatedTenant, rotateTenants } from "./rotate-tenants";

async function rotated(): Promise<RotatedTenant[]> {
  const folder = dataFolder();
  // Only a key that this command was given itself is compared with a running app's.
  const given = process.env.FLEXBILL_MASTER_KEY ? await masterKeyId() : undefined;
  await takeDemoEnvironment(folder);
  const opened = await openForCommandLine();
  if (opened.kind === "held") {
    return askHolder(opened.holder, folder, {
      verb: "rotate-keys",
      ...(given !== undefined && { masterKeyId: given }),
    });
  }
  try {
    return await rotateTenants();
  } finally {
    await opened.close();
  }
}

function inWords(of: RotatedTenant): string {
  if (of.message !== null) return `${of.tenant}: not rotated. ${of.message}`;
  if (of.outcome === "no-secrets") return `${of.tenant}: nothing is sealed`;
  const secrets = `${of.secrets} ${of.secrets === 1 ? "secret" : "secrets"} sealed anew`;
  const parts = [
    of.outcome === "finished"
      ? `the interrupted rotation to ${of.keyId} is finished`
      : `data key ${of.keyId}`,
    secrets,
    ...(of.underNewMaster > 0 ? [`${of.underNewMaster} data keys under the new master key`] : []),
    ...(of.removed > 0 ? [`${of.removed} former data keys removed`] : []),
    ...of.lost.map((place) => `${place} opens no more: it must be entered or connected again`),
  ];
  return `${of.tenant}: ${parts.join(", ")}`;
}

try {
  parseArgs({ args: process.argv.slice(2), options: {} });
  const tenants = await rotated();
  for (const tenant of tenants) console.log(inWords(tenant));
  if (tenants.length === 0) console.log("There is no company yet, so nothing is sealed.");
  process.exitCode = tenants.every((of) => of.message === null && of.lost.length === 0) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message.split("\n")[0]);
  process.exitCode = 1;
}
