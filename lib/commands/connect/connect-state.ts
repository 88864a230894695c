import type { SealedPlace } from "@/lib/auth/sealing";

/** 256 random bits, base64url: the `state` that goes through the browser. */
export function freshState(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** What is kept of a `state`: who reads the table cannot answer in its place. SHA-256, hexadecimal. */
export async function hashOfState(state: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(state));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const verifierPlace = (attemptId: string): SealedPlace => ({
  table: "connect_attempt",
  column: "sealed_verifier",
  row: attemptId,
});
