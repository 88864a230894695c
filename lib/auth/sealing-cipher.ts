import { fromBase64, toBase64Url } from "./base64";
import type { TenantScope } from "./tenant-scope";

/** Where a secret stands. It is bound to this place: the same text in another row, column or tenant does not open. */
export type SealedPlace = { table: string; column: string; row: string };

const FORM = "v1";
const NONCE_BYTES = 12;

/** A sealed text does not open: it was moved or altered, or the master key is another one than it was sealed under. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

export type CipherKey = { keyId: string; key: CryptoKey };

/** The id of the key that a text was sealed under; "" where it is no sealed text. */
export function keyIdOf(text: string): string {
  return text.split(".")[1] ?? "";
}

/** AES-256-GCM with a random 96-bit nonce; tenant, place and key id are authenticated with it. */
export async function encryptAt(
  { key, keyId }: CipherKey,
  scope: TenantScope,
  place: SealedPlace,
  plaintext: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: boundTo(scope, place, keyId) };
  const ciphertext = await crypto.subtle.encrypt(parameters, key, plaintext);
  return [FORM, keyId, toBase64Url(nonce), toBase64Url(new Uint8Array(ciphertext))].join(".");
}

/** @throws SealBroken */
export async function decryptAt(
  { key, keyId }: CipherKey,
  scope: TenantScope,
  place: SealedPlace,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const [form, , nonce, ciphertext, ...rest] = text.split(".");
  try {
    if (form !== FORM || !nonce || !ciphertext || rest.length > 0) throw new Error("Not a sealed text.");
    const additionalData = boundTo(scope, place, keyId);
    const parameters = { name: "AES-GCM", iv: fromBase64(nonce), additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, fromBase64(ciphertext)));
  } catch {
    throw new SealBroken(`${place.table}.${place.column}: the sealed text does not open in this place.`);
  }
}

export function aesKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function boundTo(scope: TenantScope, place: SealedPlace, keyId: string): Uint8Array<ArrayBuffer> {
  // JSON keeps the parts apart: ("ab","c") and ("a","bc") differ.
  return new TextEncoder().encode(
    JSON.stringify([FORM, scope.tenantId, place.table, place.column, place.row, keyId]),
  );
}
