import { fetchOutsideTransactions } from "@/db/client";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { createItGlueGateway } from "@/lib/itglue/http";
import { contextFor, makeTenant } from "@/lib/testing/factories";
import { PAGE_SIZE } from "./bare-pages";
import type { EmulatorProcess } from "./emulator-process";

/** A tenant connected to an emulator's generated account by its API key, two-way sync on. */
export async function connectGenerated(emulator: EmulatorProcess) {
  const tenant = await makeTenant();
  const itGlue = createItGlueGateway({
    baseUrlOf: () => emulator.baseUrl,
    fetch: fetchOutsideTransactions,
    pageSize: PAGE_SIZE,
  });
  const ctx = contextFor(tenant, { itGlue });
  await saveItGlueSettings(ctx, {
    isEnabled: true,
    subdomain: "generated",
    server: "us",
    apiKey: emulator.key,
    isTwoWaySyncEnabled: true,
    version: 0,
  });
  return { tenant, itGlue, ctx };
}
