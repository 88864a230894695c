/** Who calls: by API key or by bearer token. */
import { forbidden, jsonApi, Refusal } from "./answers";
import type { Account, EmulatorState, ServerId } from "./state";

export type Credentials = { server: ServerId; apiKey: string | null; authorization: string | null };

function unauthorizedToken(): Refusal {
  return new Refusal(
    jsonApi(401, {
      errors: [
        { status: 401, title: "Unauthorized", detail: "Invalid or expired token", source: { pointer: null } },
      ],
    }),
  );
}

function tokenOf(state: EmulatorState, authorization: string | null) {
  const bearer = /^Bearer +(.+)$/i.exec(authorization ?? "")?.[1];
  if (bearer === undefined) return undefined;
  return state.tokens.find((one) => one.accessToken === bearer) ?? null;
}

/** The account that key or token belongs to, though it be revoked or expired: for the log. */
export function ownerOf(state: EmulatorState, { apiKey, authorization }: Credentials): Account | null {
  const token = tokenOf(state, authorization);
  const owner = state.accounts.find(({ id, apiKeys }) =>
    token === undefined ? apiKeys.some(({ key }) => key === apiKey) : id === token?.accountId,
  );
  return owner ?? null;
}

/** The account behind a call. Throws 403 for a wrong key or a key of another server, 401 for a token that is no longer good. */
export function authenticate(state: EmulatorState, caller: Credentials, now: Date): Account {
  const { server, apiKey, authorization } = caller;
  const token = tokenOf(state, authorization);
  if (token !== undefined) {
    const account = state.accounts.find(({ id }) => id === token?.accountId);
    if (account && account.server !== server) throw new Refusal(forbidden());
    if (!token || !account || Date.parse(token.expiresAt) <= now.getTime()) throw unauthorizedToken();
    return account;
  }
  const account = state.accounts.find(
    (one) => one.server === server && one.apiKeys.some(({ key, revoked }) => key === apiKey && !revoked),
  );
  if (!account) throw new Refusal(forbidden());
  return account;
}
