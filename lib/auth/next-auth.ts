import NextAuth, { AuthError, CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { reportFailure } from "@/lib/actions/report-failure";
import { signInSchema } from "@/lib/inputs/sign-in";
import { authSecret, isServedOverTls, SESSION_HOURS, sessionCookieName } from "./auth-environment";
import { clientAddress } from "./client-address";
import { ownPath } from "./own-path";
import { recordSignIn } from "./record-sign-in";
import { admitVerifiedEmail, proveSignIn, type SignedIn } from "./sign-in";
import { singleSignOn } from "./single-sign-on";

/** Why a sign-in was refused, as the code that next-auth lets through to the page. */
export class SignInRefused extends CredentialsSignin {
  constructor(override readonly code: "refused" | "too-many-attempts") {
    super();
  }
}

const company = Credentials({
  credentials: {
    company: { label: "Company" },
    email: { label: "Email", type: "email" },
    password: { label: "Password", type: "password" },
  },
  authorize: async (credentials, request) => {
    const attempt = signInSchema.safeParse(credentials);
    if (!attempt.success) throw new SignInRefused("refused");
    const outcome = await proveSignIn(attempt.data, clientAddress(request.headers));
    if (!outcome.ok) throw new SignInRefused(outcome.reason);
    return { id: outcome.who.userId, sessionVersion: outcome.who.sessionVersion };
  },
});

/** Read at each request, so that importing an action needs no environment. */
export function authConfig(): NextAuthConfig {
  const sso = singleSignOn();
  const isSecure = isServedOverTls();
  return {
    providers: sso ? [company, sso.provider] : [company],
    secret: authSecret(),
    session: { strategy: "jwt", maxAge: SESSION_HOURS * 60 * 60 },
    useSecureCookies: isSecure,
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure },
      },
    },
    // next-auth goes by AUTH_URL, which only a development server may lack (`authUrl`) and go by the Host header.
    trustHost: true,
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.provider === "credentials") return true;
        return sso !== null && (await admitVerifiedEmail(sso.company, profile)) !== null;
      },
      // The token is built anew at sign-in and never enriched: user id, session id, session version, nothing else.
      jwt: async ({ token, trigger, user, account, profile }) => {
        if (trigger !== "signIn" && trigger !== "signUp") return token;
        const isPassword = account?.provider === "credentials";
        const who = isPassword ? signedIn(user) : sso && (await admitVerifiedEmail(sso.company, profile));
        if (!who) return null;
        const claims = { ...who, sessionId: crypto.randomUUID() };
        return (await recordSignIn(claims, isPassword ? "password" : "single-sign-on")) ? claims : null;
      },
      // The browser learns that a session exists, and nothing of what it may do.
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => {
        const isOwn = URL.canParse(url) && new URL(url).origin === baseUrl;
        return new URL(ownPath(isOwn ? url.slice(baseUrl.length) : url), baseUrl).toString();
      },
    },
    logger: {
      error: (error) => {
        if (!(error instanceof CredentialsSignin)) reportFailure(causeOf(error), { part: "sign-in" });
      },
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

function signedIn(user: { id?: string; sessionVersion?: number }): SignedIn | null {
  return user.id && user.sessionVersion ? { userId: user.id, sessionVersion: user.sessionVersion } : null;
}

/** next-auth wraps what a callback threw; the log and the page want the thing itself. */
export function causeOf(error: Error): Error {
  const inner = error instanceof AuthError ? error.cause?.err : undefined;
  return inner instanceof Error ? inner : error;
}

export const { handlers, signIn, signOut } = NextAuth(authConfig);

declare module "next-auth" {
  interface User {
    sessionVersion?: number;
  }
}
