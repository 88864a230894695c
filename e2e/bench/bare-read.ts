/** The bare read of one type: address of the API, key and type as arguments; its figures on standard output, as JSON. */
import { barePages } from "./bare-pages";
import { measured } from "./figures";

/** A process reads its first pages slower than all others, and those it is measured against have read before. */
const WARM_UP_PAGES = 10;

const [baseUrl, key, typeId] = process.argv.slice(2);
if (!baseUrl || !key || !typeId) throw new Error("Address, key and type are missing");

async function pages(atMost = Number.POSITIVE_INFINITY): Promise<number> {
  let read = 0;
  for await (const _ of barePages({ baseUrl: baseUrl!, key: key! }, typeId!)) {
    read += 1;
    if (read >= atMost) break;
  }
  return read;
}

await pages(WARM_UP_PAGES);
console.log(JSON.stringify(await measured(() => pages())));
