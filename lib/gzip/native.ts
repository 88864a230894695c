import { constants, gunzip, gunzipSync, gzip, gzipSync } from "node:zlib";

/** Up to this size it takes less time at once than handing it to another thread and back; a receipt has a tenth of it. */
const AT_ONCE_BYTES = 512 * 1024;
/** What packs well is up to so many times as large when it is unpacked, and takes as long. */
const PACKED_SHARE = 16;

/** A fraction of the usual level's time, for a receipt about a sixth larger. */
const FAST = { level: constants.Z_BEST_SPEED };

/** Gzip by Node's own zlib: somebody waits for receipts, and streams take several times as long for a few kilobytes. */
export async function compress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes.length <= AT_ONCE_BYTES) return new Uint8Array(gzipSync(bytes, FAST));
  return onItsThread((done) => gzip(bytes, FAST, done));
}

/** Rejects bytes that are not whole. */
export async function decompress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes.length <= AT_ONCE_BYTES / PACKED_SHARE) return new Uint8Array(gunzipSync(bytes));
  return onItsThread((done) => gunzip(bytes, done));
}

function onItsThread(
  work: (done: (error: Error | null, result: Buffer) => void) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    work((error, result) => (error ? reject(error) : resolve(new Uint8Array(result))));
  });
}
