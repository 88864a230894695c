import type { Db } from "@/db/database";
import { type CipherKey, decryptAt, encryptAt, keyIdOf, type SealedPlace } from "./sealing-cipher";
import { dataKeyOf, newestDataKey, openStoredKey, type StoredDataKey } from "./sealing-data-keys";
import type { TenantScope } from "./tenant-scope";

export { SealBroken, type SealedPlace } from "./sealing-cipher";

/**
 * Seals a secret for one place, with the tenant's own data key: AES-256-GCM, a random 96-bit nonce, the place as
 * authenticated data. Call it in the transaction that stores the answer, and list the column in
 * `lib/commands/sealing/sealed-columns.ts`.
 * @returns "v1.<key id>.<nonce>.<ciphertext>", base64url, safe to store and useless elsewhere.
 */
export async function seal(
  db: Db,
  scope: TenantScope,
  place: SealedPlace,
  plaintext: string,
): Promise<string> {
  return encryptAt(await newestDataKey(db, scope), scope, place, new TextEncoder().encode(plaintext));
}

/**
 * The secret behind a sealed text: for the call that needs it, never for a row, log, audit or answer.
 * @throws SealBroken when it was sealed for another place or tenant, altered, or under another master key.
 */
export async function openSealed(
  db: Db,
  scope: TenantScope,
  place: SealedPlace,
  text: string,
): Promise<string> {
  return opened(await dataKeyOf(db, scope, keyIdOf(text)), scope, place, text);
}

/** `openSealed` with the data key that was read together with the text (`isKeyOf`): asks the database nothing. */
export async function openSealedUnder(
  stored: StoredDataKey | null,
  scope: TenantScope,
  place: SealedPlace,
  text: string,
): Promise<string> {
  return opened(await openStoredKey(scope, keyIdOf(text), stored), scope, place, text);
}

async function opened(key: CipherKey, scope: TenantScope, place: SealedPlace, text: string): Promise<string> {
  return new TextDecoder().decode(await decryptAt(key, scope, place, text));
}
