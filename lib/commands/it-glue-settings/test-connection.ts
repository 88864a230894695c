import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import type { ItGlueServer } from "@/lib/domain/regions";
import { type TestConnectionInput, testConnectionInput } from "@/lib/inputs/it-glue-settings";
import type { ItGlueAccount } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import type { RefusedField } from "../refusal";
import { KEY_NEEDED, otherAccount, proveKey } from "./prove-key";
import { type StoredSettings, storedSettings } from "./stored-settings";
import { visibleSubdomain } from "./test-connection-subdomain";

export type ConnectionTest =
  | {
      ok: true;
      accountName: string;
      /** The account pinned so far, where saving would pin another one (nothing is linked yet). */
      replaces: string | null;
      /** The subdomain IT Glue's own links have, where it is visible and not the typed one. */
      otherSubdomain: string | null;
    }
  | {
      ok: false;
      reason: "no-key" | "refused" | "no-plan" | "unreachable" | "other-account";
      /** What happened, one sentence. */
      message: string;
      /** What to look at, by the field it is typed in; never empty. */
      fields: RefusedField[];
    };

/**
 * Proves the typed, unsaved values; the stored key stands in for a blank one. Stores nothing of what was typed; that
 * the stored key was used just now is noted, since IT Glue revokes keys that nobody uses.
 * Every outcome is an answer, a failed proof too: it names the fields to put right.
 */
export async function testConnection(
  ctx: CommandContext,
  input: TestConnectionInput,
): Promise<ConnectionTest> {
  authorize(ctx, "settings.manage");
  const { subdomain, server, apiKey } = testConnectionInput.parse(input);
  const stored = await withTenant(ctx.scope, (db) => storedSettings(db, ctx));
  const key = apiKey === "" ? (stored?.key ?? null) : apiKey;
  if (key === null) return failed("no-key", "There is no API key to test.", "apiKey", KEY_NEEDED);

  const proof = await proveKey(ctx, server, key);
  if (!proof.ok) {
    const { reason, message, fields } = proof;
    return { ok: false, reason, message, fields };
  }
  const { account, gateway } = proof;
  const pinned = stored?.connection ?? null;
  const isOther = pinned !== null && (pinned.accountId !== account.accountId || pinned.server !== server);
  if (isOther && stored !== null && stored.linkCount > 0) {
    return failed(
      "other-account",
      `IT Glue answered as “${account.accountName}”, but your company is connected to “${pinned.accountName}”.`,
      apiKey === "" ? "server" : "apiKey",
      otherAccount(pinned.accountName, account.accountName, stored.linkCount),
    );
  }
  if (stored !== null && key === stored.key && isPinned(stored, server, account)) await noteUse(ctx);
  const seen = await visibleSubdomain(ctx, server, account, gateway);
  return {
    ok: true,
    accountName: account.accountName,
    replaces: isOther ? pinned.accountName : null,
    otherSubdomain: seen === null || seen === subdomain ? null : seen,
  };
}

function failed(
  reason: "no-key" | "other-account",
  message: string,
  path: string,
  advice: string,
): ConnectionTest {
  return { ok: false, reason, message, fields: [{ path, message: advice }] };
}

const isPinned = ({ connection }: StoredSettings, server: ItGlueServer, { accountId }: ItGlueAccount) =>
  connection?.server === server && connection.accountId === accountId;

async function noteUse(ctx: CommandContext): Promise<void> {
  await withTenant(ctx.scope, (db) =>
    db
      .update(itGlueSettings)
      .set({ apiKeyUsedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId)),
  );
}
