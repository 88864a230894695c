import { headers } from "next/headers";
import { getToken } from "next-auth/jwt";
import { z } from "zod";
import { authSecret, isServedOverTls, sessionCookieName } from "@/lib/auth/auth-environment";

/** All that the encrypted cookie holds; nothing in it grants anything by itself. */
const sessionTokenSchema = z.object({
  userId: z.uuid(),
  sessionId: z.uuid(),
  sessionVersion: z.int().positive(),
});

export type SessionToken = z.infer<typeof sessionTokenSchema>;

/** What this request's cookie says, decrypted and not expired; null without one. A bearer header is not a session. */
export async function readSessionToken(): Promise<SessionToken | null> {
  const cookie = (await headers()).get("cookie");
  if (!cookie) return null;
  const claims = await getToken({
    req: { headers: new Headers({ cookie }) },
    secret: authSecret(),
    cookieName: sessionCookieName(),
    secureCookie: isServedOverTls(),
  });
  const parsed = sessionTokenSchema.safeParse(claims);
  return parsed.success ? parsed.data : null;
}
