import { fetchOutsideTransactions } from "@/db/client";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { createItGlueGateway } from "@/lib/itglue/http";
import { contextFor, makeTenant } from "@/lib/testing/factories";
import type { EmulatorProcess } from "./emulator-process";

/** As large as IT Glue's pages get. */
export const PAGE_SIZE = 1000;

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

export type BareAsset = { id: string; attributes: { traits: { seats?: unknown } } };

/** What reading a type costs at least: `fetch` and `JSON.parse` of its pages, one after the other. */
export async function* barePages(emulator: EmulatorProcess, typeId: string): AsyncGenerator<BareAsset[]> {
  let next: string | null =
    `${emulator.baseUrl}/flexible_assets?filter[flexible-asset-type-id]=${typeId}` +
    `&sort=created_at&page[number]=1&page[size]=${PAGE_SIZE}`;
  while (next !== null) {
    const answer: Response = await fetch(next, { headers: { "x-api-key": emulator.key } });
    const page = JSON.parse(await answer.text()) as { data: BareAsset[]; links: { next?: string } };
    yield page.data;
    next = page.links.next ?? null;
  }
}
