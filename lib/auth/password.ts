import { fromBase64, toBase64Url } from "./base64";

/** OWASP's figure for PBKDF2 with SHA-256. Each stored text names its own, so that it can be raised later. */
const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const NAME = "pbkdf2-sha256";

/** What an unknown person's password is compared with: the same work, and never equal. */
const NOBODY = { iterations: ITERATIONS, salt: new Uint8Array(SALT_BYTES), hash: new Uint8Array(0) };

/** A password as it may be stored: "pbkdf2-sha256$iterations$salt$hash". */
export async function hashPassword(password: string, iterations = ITERATIONS): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const hash = await derive(password, salt, iterations);
  return [NAME, iterations, toBase64Url(salt), toBase64Url(hash)].join("$");
}

/**
 * Whether `password` is the stored one, compared in constant time. Without a stored one (an unknown person, or one who
 * only comes through single sign-on) it works just as long and answers no, so that time tells nobody who exists.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const expected = parse(stored) ?? NOBODY;
  const found = await derive(password, expected.salt, expected.iterations);
  return isSame(found, expected.hash);
}

type Stored = { iterations: number; salt: Uint8Array<ArrayBuffer>; hash: Uint8Array<ArrayBuffer> };

function parse(stored: string | null): Stored | null {
  const [, iterations, salt, hash] =
    /^pbkdf2-sha256\$(\d{4,8})\$([\w-]+)\$([\w-]+)$/.exec(stored ?? "") ?? [];
  if (!iterations || !salt || !hash) return null;
  return { iterations: Number(iterations), salt: fromBase64(salt), hash: fromBase64(hash) };
}

async function derive(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array> {
  // The same letters typed on another keyboard may be other code points.
  const typed = new TextEncoder().encode(password.normalize("NFKC"));
  const key = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, HASH_BYTES * 8));
}

function isSame(found: Uint8Array, expected: Uint8Array): boolean {
  let difference = found.length ^ expected.length;
  for (const [index, byte] of found.entries()) difference |= byte ^ (expected[index] ?? 0);
  return difference === 0;
}
