import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { toBase64Url } from "./base64";
import { isPassword } from "./password";

/** Failed attempts are counted for this long, from the first one on. */
export const SIGN_IN_WINDOW_MINUTES = 15;
/** Attempts in a window for one company and e-mail, and for one address. */
const ALLOWED_PER_PERSON = 10;
const ALLOWED_PER_ADDRESS = 100;

export type SignInAttempt = { company: string; email: string; password: string };

/** Who signed in, as the session's cookie will hold it. */
export type SignedIn = { userId: string; sessionVersion: number };

/** Refusals do not tell whether the company, the person or the password was wrong, or the person disabled. */
export type SignInOutcome =
  | { ok: true; who: SignedIn }
  | { ok: false; reason: "refused" | "too-many-attempts" };

/**
 * Proves a company, e-mail and password. Attempts are counted before any work is done, per person and per client
 * address; whoever signs in is forgiven theirs.
 * @param clientAddress where the attempt comes from; null where that says nothing.
 */
export async function proveSignIn(
  attempt: SignInAttempt,
  clientAddress: string | null,
): Promise<SignInOutcome> {
  const company = attempt.company.trim().toLowerCase();
  const email = attempt.email.trim().toLowerCase();
  const person = await throttleKey("person", company, email);
  const address = clientAddress && (await throttleKey("address", clientAddress));
  const isAdmitted = await admit(person, ALLOWED_PER_PERSON);
  const isAddressAdmitted = !address || (await admit(address, ALLOWED_PER_ADDRESS));
  if (!isAdmitted || !isAddressAdmitted) return { ok: false, reason: "too-many-attempts" };

  const candidate = await signInCandidate(company, email);
  const isProved = await isPassword(attempt.password, candidate?.passwordHash ?? null);
  if (!candidate?.isActive || !isProved) return { ok: false, reason: "refused" };
  await withGate((db) => db.execute(sql`SELECT forgive_sign_in(${person})`));
  return { ok: true, who: { userId: candidate.userId, sessionVersion: candidate.sessionVersion } };
}

/**
 * Who a single sign-on provider vouches for: an existing, active user of the one company it is configured for, by a
 * verified e-mail. Nobody is created. Null otherwise.
 */
export async function admitVerifiedEmail(
  company: string,
  profile: { email?: unknown; email_verified?: unknown } | undefined,
): Promise<SignedIn | null> {
  if (typeof profile?.email !== "string" || profile.email_verified !== true) return null;
  const candidate = await signInCandidate(company, profile.email.trim().toLowerCase());
  return candidate?.isActive ? { userId: candidate.userId, sessionVersion: candidate.sessionVersion } : null;
}

/** A transaction of its own: the count stands even when the attempt fails. */
async function admit(key: string, allowed: number): Promise<boolean> {
  const windowSeconds = SIGN_IN_WINDOW_MINUTES * 60;
  const [row] = await withGate((db) =>
    db
      .select({ isAdmitted: sql<boolean>`is_admitted`.as("is_admitted") })
      .from(
        sql`admit_sign_in(${key}, ${new Date().toISOString()}, ${windowSeconds}, ${allowed}) AS admission (is_admitted)`,
      ),
  );
  return row?.isAdmitted === true;
}

async function signInCandidate(company: string, email: string) {
  const [row] = await withGate((db) =>
    db
      .select({
        userId: sql<string>`user_id`.as("user_id"),
        passwordHash: sql<string | null>`password_hash`.as("password_hash"),
        isActive: sql<boolean>`is_active`.as("is_active"),
        sessionVersion: sql`session_version`.mapWith(appUser.sessionVersion).as("session_version"),
      })
      .from(sql`sign_in_candidate(${company}, ${email})`),
  );
  return row;
}

/** Names and addresses are personal: the table of attempts holds only their hashes. */
export async function throttleKey(kind: "person" | "address", ...parts: string[]): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([kind, ...parts]));
  return `${kind}:${toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", text)))}`;
}
