import type { EmulatorProcess } from "./emulator-process";

/** As large as IT Glue's pages get. */
export const PAGE_SIZE = 1000;

export type BareAsset = { id: string; attributes: { traits: { seats?: unknown } } };

/** What reading a type costs at least: `fetch` and `JSON.parse` of its pages, one after the other. */
export async function* barePages(
  emulator: Pick<EmulatorProcess, "baseUrl" | "key">,
  typeId: string,
): AsyncGenerator<BareAsset[]> {
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
