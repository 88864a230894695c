const SESSION_COOKIE = "flexbill.session";

/** Hours after which a person signs in again. */
export const SESSION_HOURS = 12;

/**
 * The address browsers reach this deployment at. A development server may do without one and go by the Host header.
 * @throws with one readable line when a built app has none, or it is no address.
 */
export function authUrl(): URL | null {
  const text = process.env.AUTH_URL;
  if (text && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  if (!text && process.env.NODE_ENV !== "production") return null;
  throw new Error("AUTH_URL must be the address of this deployment, such as https://flexbill.example.com.");
}

/** Whether browsers reach this deployment over TLS, by its configured address and never by what a request claims. */
export function isServedOverTls(): boolean {
  return authUrl()?.protocol === "https:";
}

/** `__Host-` keeps the cookie to this very host and to TLS; browsers refuse it on plain-HTTP loopback. */
export function sessionCookieName(): string {
  return isServedOverTls() ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE;
}

/**
 * The key that encrypts session cookies.
 * @throws with one readable line when AUTH_SECRET is missing or too short to protect anything.
 */
export function authSecret(): string {
  const secret = process.env.AUTH_SECRET ?? "";
  if (secret.length < 32)
    throw new Error(
      "AUTH_SECRET must be set to a random text of at least 32 characters: nobody can sign in.",
    );
  return secret;
}
