import { gzip, ungzip } from "pako";

/**
 * Gzip in plain JavaScript, for edge runtimes: Next's has no CompressionStream, and treats even asking for it as a fault.
 * Pako is zlib's own algorithm; like zlib it checks length and checksum, so bytes that are not whole are refused.
 */
export async function compress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(gzip(bytes));
}

export async function decompress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(ungzip(bytes));
}
