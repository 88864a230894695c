import { describe, expect, it } from "vitest";
import { ItGlueConfigurationError, itGlueApiBase } from "./base-url";
import { oauthClientFor } from "./oauth";

const demo = (value: string) => ({ FLEXBILL_DEMO: "1", ITGLUE_BASE_URL: value });

describe("itGlueApiBase", () => {
  it.each([
    ["us", "https://api.itglue.com"],
    ["eu", "https://api.eu.itglue.com"],
    ["au", "https://api.au.itglue.com"],
  ] as const)("takes the host of %s from the server list", (server, base) => {
    expect(itGlueApiBase(server, {})).toBe(base);
    expect(itGlueApiBase(server, { FLEXBILL_DEMO: "1", ITGLUE_BASE_URL: "" })).toBe(base);
  });

  it.each([
    ["http://127.0.0.1:4611", "http://127.0.0.1:4611/eu"],
    ["http://localhost:4611/", "http://localhost:4611/eu"],
    ["http://[::1]:4611/emulator/", "http://[::1]:4611/emulator/eu"],
  ])("puts the emulator at %s in its place in the demo", (value, base) => {
    expect(itGlueApiBase("eu", demo(value))).toBe(base);
  });

  it.each([
    "http://evil.example",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://key@127.0.0.1:4611",
    "http://169.254.169.254",
    "http://0.0.0.0:4611",
    "http://127.0.0.1:4611?x=1",
    "http://127.0.0.1:4611#x",
    "file:///etc/passwd",
    "//evil.example",
    "127.0.0.1:4611",
  ])("refuses %s even in the demo", (value) => {
    expect(() => itGlueApiBase("us", demo(value))).toThrow(ItGlueConfigurationError);
  });

  it.each([undefined, "", "0", "true"])(
    "refuses to be redirected outside the demo (FLEXBILL_DEMO=%s)",
    (flag) => {
      const env = { FLEXBILL_DEMO: flag, ITGLUE_BASE_URL: "http://127.0.0.1:4611" };
      expect(() => itGlueApiBase("us", env)).toThrow(/demo only/);
    },
  );

  it.each(["constructor", "US", "us/../..", ""])("knows no server %s", (server) => {
    expect(() => itGlueApiBase(server as "us", {})).toThrow(ItGlueConfigurationError);
  });
});

describe("oauthClientFor", () => {
  it("has no client where none is configured", () => {
    expect(oauthClientFor("us", {})).toBeNull();
    expect(oauthClientFor("us", { ITGLUE_OAUTH_CLIENT_ID: "" })).toBeNull();
  });

  it("has its endpoints under the server's API base", () => {
    expect(oauthClientFor("au", { ITGLUE_OAUTH_CLIENT_ID: "flexbill" })).toEqual({
      clientId: "flexbill",
      authorizeEndpoint: "https://api.au.itglue.com/oauth/authorize",
      tokenEndpoint: "https://api.au.itglue.com/oauth/token",
      revokeEndpoint: "https://api.au.itglue.com/oauth/revoke",
    });
  });

  it("is held to the same hosts", () => {
    const env = { ...demo("http://evil.example"), ITGLUE_OAUTH_CLIENT_ID: "flexbill" };
    expect(() => oauthClientFor("us", env)).toThrow(ItGlueConfigurationError);
  });
});
