import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { userConnection } from "@/db/schema/it-glue";
import { connectParts } from "@/lib/actions/connect-parts";
import { type ConnectAnswer, finishConnect } from "@/lib/commands/connect/finish-connect";
import { startConnect } from "@/lib/commands/connect/start-connect";
import type { CommandContext } from "@/lib/commands/context";
import type { TestTenant } from "./factories";

/** The deployment of these tests: a client of the emulator's, at an address of its own. */
export const parts = connectParts({
  ITGLUE_OAUTH_CLIENT_ID: "flexbill",
  AUTH_URL: "http://127.0.0.1:3000/ignored/path",
});

/** Presses a button of the consent page at `url` and answers what the browser brings back. */
export async function decide(
  url: string,
  { decision = "approve", userId = "northwind-user-1" } = {},
): Promise<ConnectAnswer> {
  const page = new URL(url);
  const form = new URLSearchParams(page.searchParams);
  form.set("decision", decision);
  form.set("user_id", userId);
  const response = await fetch(`${page.origin}${page.pathname}`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const { searchParams } = new URL(response.headers.get("location") ?? "");
  return {
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: searchParams.get("error"),
  };
}

/** A whole Connect: start, approve on the consent page, finish. */
export async function connect(ctx: CommandContext): Promise<{ accountName: string }> {
  const { authorizeUrl } = await startConnect(ctx, parts);
  return finishConnect(ctx, await decide(authorizeUrl), parts);
}

/** The connection of a user, as it is stored; undefined where there is none. */
export async function connectionOf(of: TestTenant, userId = of.admin.id) {
  const [row] = await withTenant(of.scope, (db) =>
    db.select().from(userConnection).where(eq(userConnection.userId, userId)),
  );
  return row;
}

export const auditOf = (of: TestTenant, action: string) =>
  withTenant(of.scope, (db) => db.select().from(auditEvent).where(eq(auditEvent.action, action)));
