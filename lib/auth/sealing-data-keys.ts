import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Db } from "@/db/database";
import { tenantDataKey } from "@/db/schema/tenant";
import { masterKeyBytes, masterKeyId, previousMasterKeyBytes } from "./master-key";
import {
  aesKey,
  type CipherKey,
  decryptAt,
  encryptAt,
  keyIdOf,
  SealBroken,
  type SealedPlace,
} from "./sealing-cipher";
import type { TenantScope } from "./tenant-scope";

export type StoredDataKey = Pick<typeof tenantDataKey.$inferSelect, "keyId" | "sealedKey" | "createdAt">;

const FIELDS = {
  keyId: tenantDataKey.keyId,
  sealedKey: tenantDataKey.sealedKey,
  createdAt: tenantDataKey.createdAt,
};

/** A tenant's data keys, the oldest first: the last one seals, all of them open. */
export function dataKeys(db: Db, scope: TenantScope): Promise<StoredDataKey[]> {
  return db
    .select(FIELDS)
    .from(tenantDataKey)
    .where(eq(tenantDataKey.tenantId, scope.tenantId))
    .orderBy(asc(tenantDataKey.createdAt), asc(tenantDataKey.keyId));
}

/** The key that seals from now on; made at a tenant's first secret. */
export async function newestDataKey(db: Db, scope: TenantScope): Promise<CipherKey> {
  // What another transaction stores from here on is not looked at: both add the first key, and one of them wins.
  const found = (await storedNewest(db, scope)) ?? (await addDataKeyAfter(db, scope, []));
  return openDataKey(scope, found);
}

/** @throws SealBroken where the tenant has no such key, or its master key is not among those given. */
export async function dataKeyOf(db: Db, scope: TenantScope, keyId: string): Promise<CipherKey> {
  const [row] = await db
    .select(FIELDS)
    .from(tenantDataKey)
    .where(and(eq(tenantDataKey.tenantId, scope.tenantId), eq(tenantDataKey.keyId, keyId)));
  return openStoredKey(scope, keyId, row ?? null);
}

/** For a query that reads a sealed column of a tenant together with the data key it was sealed under (`openSealedUnder`). */
export function isKeyOf(sealed: PgColumn, tenantId: PgColumn): SQL | undefined {
  return and(
    eq(tenantDataKey.tenantId, tenantId),
    eq(tenantDataKey.keyId, sql`split_part(${sealed}, '.', 2)`),
  );
}

/** @throws SealBroken as `dataKeyOf`. */
export async function openStoredKey(
  scope: TenantScope,
  keyId: string,
  stored: StoredDataKey | null,
): Promise<CipherKey> {
  if (stored?.keyId !== keyId) throw new SealBroken(`The data key ${keyId} is not among this tenant's.`);
  return openDataKey(scope, stored);
}

/** Adds a data key, newer than all others. Where two are added at once, one wins and both answer it. */
export async function addDataKey(db: Db, scope: TenantScope): Promise<StoredDataKey> {
  return addDataKeyAfter(db, scope, await dataKeys(db, scope));
}

async function addDataKeyAfter(
  db: Db,
  scope: TenantScope,
  before: readonly StoredDataKey[],
): Promise<StoredDataKey> {
  const keyId = `k${Math.max(0, ...before.map((key) => Number(key.keyId.slice(1)))) + 1}`;
  // Also newer by the stored clock: another machine's may be ahead of this one.
  const newestAt = Date.parse(before.at(-1)?.createdAt ?? "1970-01-01T00:00:00Z");
  const createdAt = new Date(Math.max(Date.now(), newestAt + 1)).toISOString();
  const sealedKey = await sealDataKey(scope, keyId, crypto.getRandomValues(new Uint8Array(32)));
  await db
    .insert(tenantDataKey)
    .values({ tenantId: scope.tenantId, keyId, sealedKey, createdAt })
    .onConflictDoNothing();
  const stored = await storedNewest(db, scope);
  if (!stored) throw new Error("The tenant's new data key cannot be read back.");
  return stored;
}

/** Seals under the current master key a data key that was sealed under the former one; answers whether it was. */
export async function resealDataKey(db: Db, scope: TenantScope, stored: StoredDataKey): Promise<boolean> {
  if (keyIdOf(stored.sealedKey) === (await masterKeyId())) return false;
  const bytes = await openedBytes(scope, stored);
  const resealed = await db
    .update(tenantDataKey)
    .set({ sealedKey: await sealDataKey(scope, stored.keyId, bytes) })
    .where(
      and(
        eq(tenantDataKey.tenantId, scope.tenantId),
        eq(tenantDataKey.keyId, stored.keyId),
        eq(tenantDataKey.sealedKey, stored.sealedKey),
      ),
    )
    .returning({ keyId: tenantDataKey.keyId });
  return resealed.length === 1;
}

async function storedNewest(db: Db, scope: TenantScope): Promise<StoredDataKey | undefined> {
  const [row] = await db
    .select(FIELDS)
    .from(tenantDataKey)
    .where(eq(tenantDataKey.tenantId, scope.tenantId))
    .orderBy(desc(tenantDataKey.createdAt), desc(tenantDataKey.keyId))
    .limit(1);
  return row;
}

async function sealDataKey(
  scope: TenantScope,
  keyId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const master = { keyId: await masterKeyId(), key: await aesKey(masterKeyBytes()) };
  return encryptAt(master, scope, placeOf(keyId), bytes);
}

/** Opened data keys of this process, which cannot be read out, by what was opened; `under`: the master keys it was done with. */
const opened = { keys: new Map<string, Promise<CipherKey>>(), under: "" };
const MOST_OPENED = 1000;

/** Each sealed data key is opened once: a person waits for what is sealed under it. Sealed anew, it is another one. */
function openDataKey(scope: TenantScope, stored: StoredDataKey): Promise<CipherKey> {
  const { FLEXBILL_MASTER_KEY: current = "", FLEXBILL_MASTER_KEY_PREVIOUS: previous = "" } = process.env;
  const under = `${current} ${previous}`;
  if (opened.under !== under || opened.keys.size >= MOST_OPENED) opened.keys.clear();
  opened.under = under;
  const name = [scope.tenantId, stored.keyId, stored.sealedKey].join(" ");
  const known = opened.keys.get(name);
  if (known) return known;
  const opening = openedBytes(scope, stored)
    .then(aesKey)
    .then((key) => ({ keyId: stored.keyId, key }));
  opened.keys.set(name, opening);
  // What does not open is tried again.
  opening.catch(() => opened.keys.delete(name));
  return opening;
}

async function openedBytes(
  scope: TenantScope,
  { keyId, sealedKey }: StoredDataKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const previous = previousMasterKeyBytes();
  const sealedUnder = keyIdOf(sealedKey);
  for (const bytes of [masterKeyBytes(), ...(previous ? [previous] : [])]) {
    const masterId = await masterKeyId(bytes);
    if (masterId !== sealedUnder) continue;
    return decryptAt({ keyId: masterId, key: await aesKey(bytes) }, scope, placeOf(keyId), sealedKey);
  }
  throw new SealBroken(
    previous
      ? `The tenant's data key ${keyId} was sealed under another master key than FLEXBILL_MASTER_KEY and FLEXBILL_MASTER_KEY_PREVIOUS: give the one it was sealed under.`
      : `The tenant's data key ${keyId} was sealed under another master key: restore the former FLEXBILL_MASTER_KEY, or give it as FLEXBILL_MASTER_KEY_PREVIOUS.`,
  );
}

const placeOf = (keyId: string): SealedPlace => ({
  table: "tenant_data_key",
  column: "sealed_key",
  row: keyId,
});
