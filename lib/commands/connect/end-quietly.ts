import { type Authorization, AuthorizationFailed } from "./authorization-port";

/** Revokes a token that is not kept; `false` where that fails: it then ends by itself, and there is nobody to tell. */
export async function endQuietly(authorization: Authorization, token: string): Promise<boolean> {
  try {
    await authorization.revokeToken(token);
    return true;
  } catch (error) {
    if (error instanceof AuthorizationFailed) return false;
    throw error;
  }
}
