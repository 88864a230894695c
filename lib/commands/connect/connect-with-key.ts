import { authorize } from "@/lib/auth/policy";
import { IT_GLUE_SERVERS } from "@/lib/domain/regions";
import { type PersonalKeyInput, personalKeyInput } from "@/lib/inputs/it-glue-settings";
import type { CommandContext } from "../context";
import { type KeyProof, proveKey } from "../it-glue-settings/prove-key";
import { CommandRefused } from "../refusal";
import { keepConnection } from "./keep-connection";
import { type PinnedAccount, pinnedAccount } from "./pinned-account";
import { ownUserId } from "./user-secrets";

/**
 * Connects a person by their own API key, where no sign-in with IT Glue is configured: proved by a call on the tenant's
 * server before it is stored, sealed.
 * @throws CommandRefused "it-glue-forbidden", "it-glue-unreachable" or "it-glue-other-account" with the field, and
 * "it-glue-disabled", "it-glue-not-set-up". Nothing is stored then.
 */
export async function connectWithKey(
  ctx: CommandContext,
  input: PersonalKeyInput,
): Promise<{ accountName: string }> {
  authorize(ctx, "connect.self");
  const userId = ownUserId(ctx);
  const { apiKey } = personalKeyInput.parse(input);
  const pinned = await pinnedAccount(ctx);
  const proof = await proveKey(ctx, pinned.server, apiKey);
  if (!proof.ok) {
    const code = proof.reason === "unreachable" ? "it-glue-unreachable" : "it-glue-forbidden";
    throw new CommandRefused(code, {}, [{ path: "apiKey", message: wordsFor(proof, pinned) }]);
  }
  const { accountId, accountName } = proof.account;
  if (accountId !== pinned.accountId) {
    throw new CommandRefused("it-glue-other-account", { expected: pinned.accountName, found: accountName }, [
      {
        path: "apiKey",
        message: `This API key opens the IT Glue account “${accountName}”. Enter one of “${pinned.accountName}”.`,
      },
    ]);
  }
  const tokens = { accessToken: apiKey, refreshToken: null, expiresInSeconds: null };
  await keepConnection(ctx, userId, pinned.connectionId, "api-key", tokens, new Date());
  return { accountName };
}

/** The server is the company's choice, not the person's: a key of another one is a wrong key here. */
function wordsFor(proof: KeyProof & { ok: false }, pinned: PinnedAccount): string {
  if (proof.reason !== "refused") return proof.fields[0]?.message ?? proof.message;
  const ours = IT_GLUE_SERVERS[pinned.server].label;
  return `${proof.message} It is wrong, revoked, or of an account on another server: “${pinned.accountName}” is on ${ours}. Enter a key of “${pinned.accountName}”.`;
}
