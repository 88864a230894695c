import { fetchOutsideTransactions } from "@/db/client";
import {
  type Authorization,
  type AuthorizationFactory,
  AuthorizationFailed,
} from "@/lib/commands/connect/authorization-port";
import { deploymentEnv, type ItGlueEnv } from "@/lib/itglue/base-url";
import {
  authorizeUrl,
  createPkce,
  exchangeCode,
  OAuthError,
  oauthClientFor,
  refreshTokens,
  revokeToken,
} from "@/lib/itglue/oauth";

/** This deployment's sign-in with IT Glue, as commands are handed it; null for every server where none is configured. */
export function deploymentAuthorization(env: ItGlueEnv = deploymentEnv()): AuthorizationFactory {
  return (server) => {
    const client = oauthClientFor(server, env);
    if (client === null) return null;
    const options = { fetch: fetchOutsideTransactions };
    return {
      createPkce,
      authorizeUrl: (request) => authorizeUrl(client, request),
      exchangeCode: (grant) => orFailed(exchangeCode(client, grant, options)),
      refreshTokens: (token) => orFailed(refreshTokens(client, token, options)),
      revokeToken: (token) => orFailed(revokeToken(client, token, options)),
    } satisfies Authorization;
  };
}

async function orFailed<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw new AuthorizationFailed(error.code === "invalid-grant" ? "refused" : "unreachable", error.message);
  }
}
