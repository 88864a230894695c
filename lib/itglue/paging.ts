import { ItGlueError } from "./port";
import type { Envelope } from "./wire";

const NUMBER = "page[number]";
const SIZE = "page[size]";

/** Address of a list's first page. */
export function firstPage(base: string, path: string, query: Record<string, string>, size: number): string {
  const url = new URL(`${base}${path}`);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  url.searchParams.set(NUMBER, "1");
  url.searchParams.set(SIZE, String(size));
  return url.href;
}

/** Records a page asks for; `null` where its address does not say. */
export function pageSizeOf(address: string): number | null {
  return Number(new URL(address).searchParams.get(SIZE)) || null;
}

/** The page's own work halved: the same records begin at page 2n−1 of half the size. `null` where it cannot be halved. */
export function halvedPage(address: string): string | null {
  const url = new URL(address);
  const size = Number(url.searchParams.get(SIZE));
  const number = Number(url.searchParams.get(NUMBER));
  if (!Number.isInteger(number) || number < 1 || !(size >= 2) || size % 2 !== 0) return null;
  url.searchParams.set(SIZE, String(size / 2));
  url.searchParams.set(NUMBER, String(2 * number - 1));
  return url.href;
}

/**
 * An address to go on at, as it was given, if it lies within the API base: the key goes along.
 * @throws ItGlueError "malformed" for any other.
 */
export function withinApi(base: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const home = new URL(base);
  const isInside =
    url?.origin === home.origin &&
    url.username === "" &&
    url.pathname.startsWith(`${home.pathname.replace(/\/$/, "")}/`);
  if (!isInside)
    throw new ItGlueError("malformed", "IT Glue's list goes on at an address outside its API", 200);
  return url.href;
}

/** Where a list goes on after the page that `current` brought: its own link, else the next page number. */
export function nextPage(base: string, current: string, { links, meta }: Envelope): string | null {
  if (links?.next) return withinApi(base, links.next);
  if (meta["next-page"] === null) return null;
  const url = new URL(current);
  url.searchParams.set(NUMBER, String(meta["next-page"]));
  return url.href;
}
