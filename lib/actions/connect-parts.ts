import type { ConnectParts } from "@/lib/commands/connect/authorization-port";
import type { ItGlueEnv } from "@/lib/itglue/base-url";

const CALLBACK_PATH = "/api/it-glue/callback";

/** How people of this deployment connect: by signing in with IT Glue where a client is configured, else by their own key. */
export function connectKind(env: ItGlueEnv = process.env): "oauth" | "api-key" {
  return env.ITGLUE_OAUTH_CLIENT_ID ? "oauth" : "api-key";
}

/** What the commands of a Connect are handed beside their context: this deployment's own address. */
export function connectParts(env: ItGlueEnv = process.env): ConnectParts {
  return { redirectUri: connectKind(env) === "oauth" ? `${publicOrigin(env)}${CALLBACK_PATH}` : "" };
}

/**
 * The origin browsers reach this deployment at, from AUTH_URL and never from a request: a forged Host would send the
 * code of a Connect elsewhere (design.md 10).
 */
function publicOrigin(env: ItGlueEnv): string {
  const address = env.AUTH_URL ?? "";
  if (!URL.canParse(address)) {
    throw new Error(
      "AUTH_URL must be the address browsers reach Flexbill at, such as https://flexbill.example.com: Connect cannot be sent back without it.",
    );
  }
  return new URL(address).origin;
}
