import { afterEach, describe, expect, it, vi } from "vitest";
import { authSecret, authUrl, isServedOverTls, sessionCookieName } from "./auth-environment";
import { checkSingleSignOn, singleSignOn } from "./single-sign-on";

afterEach(() => vi.unstubAllEnvs());

const oidc = (settings: Partial<Record<"ISSUER" | "CLIENT_ID" | "CLIENT_SECRET" | "COMPANY", string>>) => {
  for (const name of ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "COMPANY"] as const)
    vi.stubEnv(`AUTH_OIDC_${name}`, settings[name] ?? "");
};

describe("the settings of sign-in", () => {
  it("need a secret worth the name", () => {
    for (const secret of ["", "too short"]) {
      vi.stubEnv("AUTH_SECRET", secret);
      expect(authSecret).toThrow(/AUTH_SECRET must be set/);
    }
  });

  it("need the deployment's address in a built app, and a real one everywhere", () => {
    vi.stubEnv("AUTH_URL", "");
    expect(authUrl()).toBeNull();
    vi.stubEnv("NODE_ENV", "production");
    expect(authUrl).toThrow(/AUTH_URL must be/);
    for (const address of ["flexbill.example", "javascript:alert(1)"]) {
      vi.stubEnv("AUTH_URL", address);
      expect(authUrl).toThrow(/AUTH_URL must be/);
    }
  });

  it("bind the cookie to this host over TLS, and only there", () => {
    vi.stubEnv("AUTH_URL", "https://flexbill.example");
    expect([isServedOverTls(), sessionCookieName()]).toEqual([true, "__Host-flexbill.session"]);
    vi.stubEnv("AUTH_URL", "http://127.0.0.1:3000");
    expect([isServedOverTls(), sessionCookieName()]).toEqual([false, "flexbill.session"]);
  });

  it("have single sign-on whole or not at all", () => {
    oidc({});
    checkSingleSignOn();
    expect(singleSignOn()).toBeNull();
    oidc({ ISSUER: "https://id.example", CLIENT_ID: "flexbill" });
    expect(checkSingleSignOn).toThrow("set AUTH_OIDC_CLIENT_SECRET and AUTH_OIDC_COMPANY, or none of it");
    expect(singleSignOn()).toBeNull();
    oidc({ ISSUER: "https://id.example", CLIENT_ID: "flexbill", CLIENT_SECRET: "s", COMPANY: "northwind" });
    checkSingleSignOn();
    expect(singleSignOn()).toMatchObject({
      company: "northwind",
      provider: { issuer: "https://id.example" },
    });
  });
});
