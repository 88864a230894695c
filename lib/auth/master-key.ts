import { fromBase64, toBase64Url } from "./base64";

const MASTER_KEY_BYTES = 32;
const HOW_TO = "(`openssl rand -base64 32`)";

type KeyName = "FLEXBILL_MASTER_KEY" | "FLEXBILL_MASTER_KEY_PREVIOUS";

/**
 * The deployment's master key from `FLEXBILL_MASTER_KEY` (32 random bytes, base64). It seals the tenants' data keys and
 * is never stored beside them; the demo's start script makes its own (design.md 10).
 * @throws with one readable line when it is missing or has another form.
 */
export function masterKeyBytes(): Uint8Array<ArrayBuffer> {
  const bytes = keyFrom("FLEXBILL_MASTER_KEY");
  if (bytes) return bytes;
  throw new Error(
    "FLEXBILL_MASTER_KEY is not set: API keys and tokens cannot be kept. Make one with `openssl rand -base64 32` and keep it safe: without it, they are lost.",
  );
}

/**
 * The key that was the master key before, from `FLEXBILL_MASTER_KEY_PREVIOUS`; null where none is given. It only opens
 * data keys, until `npm run rotate-keys` has sealed them under the new one.
 * @throws with one readable line when it has another form.
 */
export function previousMasterKeyBytes(): Uint8Array<ArrayBuffer> | null {
  return keyFrom("FLEXBILL_MASTER_KEY_PREVIOUS");
}

/** Names a master key without telling it, so that a changed one is recognized. */
export async function masterKeyId(bytes: Uint8Array<ArrayBuffer> = masterKeyBytes()): Promise<string> {
  const labelled = new Uint8Array([...new TextEncoder().encode("flexbill master key "), ...bytes]);
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", labelled)).subarray(0, 6));
}

function keyFrom(name: KeyName): Uint8Array<ArrayBuffer> | null {
  const text = process.env[name];
  if (!text) return null;
  const bytes = decoded(text.trim());
  if (bytes?.length !== MASTER_KEY_BYTES)
    throw new Error(`${name} must be 32 random bytes in base64 ${HOW_TO}.`);
  return bytes;
}

function decoded(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64(text);
  } catch {
    return null;
  }
}
