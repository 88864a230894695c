import type { OIDCConfig } from "next-auth/providers";

export type SingleSignOn = {
  /** The company whose existing users may come this way. */
  company: string;
  provider: OIDCConfig<{ sub: string }>;
};

const SETTINGS = ["AUTH_OIDC_ISSUER", "AUTH_OIDC_CLIENT_ID", "AUTH_OIDC_CLIENT_SECRET", "AUTH_OIDC_COMPANY"];

/**
 * Refuses settings of single sign-on that are there only in part: somebody meant to have it. For the start of the app.
 * @throws with one readable line that names what is missing.
 */
export function checkSingleSignOn(): void {
  const missing = SETTINGS.filter((name) => !process.env[name]);
  if (missing.length > 0 && missing.length < SETTINGS.length)
    throw new Error(
      `Single sign-on is configured only in part: set ${missing.join(" and ")}, or none of it.`,
    );
}

/** Single sign-on as the environment configures it; null where it does not, or only in part. */
export function singleSignOn(): SingleSignOn | null {
  const {
    AUTH_OIDC_ISSUER: issuer,
    AUTH_OIDC_CLIENT_ID: clientId,
    AUTH_OIDC_CLIENT_SECRET: clientSecret,
    AUTH_OIDC_COMPANY: company,
  } = process.env;
  if (!issuer || !clientId || !clientSecret || !company) return null;
  return {
    company,
    provider: {
      id: "oidc",
      name: "Single sign-on",
      type: "oidc",
      issuer,
      clientId,
      clientSecret,
      checks: ["pkce", "state", "nonce"],
      profile: (profile) => ({ id: profile.sub }),
    },
  };
}
