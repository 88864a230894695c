import type { ItGlueServer } from "@/lib/domain/regions";

export type AuthorizationTokens = {
  accessToken: string;
  /** Null: the person connects again when the access token ends. */
  refreshToken: string | null;
  expiresInSeconds: number | null;
};

/** A deployment's authorization server, as Connect needs it (authorization code with PKCE S256). Methods throw `AuthorizationFailed`. */
export interface Authorization {
  createPkce(): Promise<{ verifier: string; challenge: string }>;
  authorizeUrl(request: { redirectUri: string; state: string; challenge: string }): string;
  exchangeCode(grant: { code: string; verifier: string; redirectUri: string }): Promise<AuthorizationTokens>;
  refreshTokens(refreshToken: string): Promise<AuthorizationTokens>;
  revokeToken(token: string): Promise<void>;
}

/** The sign-in of an IT Glue server; null where the deployment has no client: Connect then takes a personal API key. */
export type AuthorizationFactory = (server: ItGlueServer) => Authorization | null;

export class AuthorizationFailed extends Error {
  override readonly name = "AuthorizationFailed";
  constructor(
    /** `refused`: the code or refresh token is wrong, used or expired. `unreachable`: nothing can be said about it. */
    readonly code: "refused" | "unreachable",
    message: string,
  ) {
    super(message);
  }
}

/** What the edge hands to the commands of Connect. */
export type ConnectParts = {
  /** Where IT Glue sends the browser back to: from configuration, never from a request (design.md 10). */
  redirectUri: string;
  /**
   * Real time, unless a test says otherwise. An attempt and a token end after real minutes: a simulation's clock stands
   * still, and may be a month ahead a second later.
   */
  realNow?: () => Date;
};
