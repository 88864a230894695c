import { afterEach, describe, expect, it, vi } from "vitest";
import { clientAddress } from "./client-address";

afterEach(() => vi.unstubAllEnvs());
const forwarded = (value: string) => new Headers({ "x-forwarded-for": value });

describe("the address attempts are counted for", () => {
  it("is the one our own proxy wrote, whatever a client put before it", () => {
    expect(clientAddress(forwarded("203.0.113.9"))).toBe("203.0.113.9");
    expect(clientAddress(forwarded("1.2.3.4, 5.6.7.8, 203.0.113.9"))).toBe("203.0.113.9");
  });

  it("skips as many proxies as are ours", () => {
    vi.stubEnv("FLEXBILL_TRUSTED_PROXIES", "2");
    expect(clientAddress(forwarded("1.2.3.4, 203.0.113.9, 10.0.0.1"))).toBe("203.0.113.9");
    expect(clientAddress(forwarded("203.0.113.9"))).toBeNull();
  });

  it("is nobody's without the header, and in the demo, where everyone shares this machine", () => {
    expect(clientAddress(new Headers())).toBeNull();
    vi.stubEnv("FLEXBILL_DEMO", "1");
    expect(clientAddress(forwarded("203.0.113.9"))).toBeNull();
  });
});
