import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type JobEngine, jobEngine } from "./engine";

const holder = globalThis as typeof globalThis & { flexbillJobEngine?: JobEngine };

beforeEach(() => {
  holder.flexbillJobEngine = undefined;
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  holder.flexbillJobEngine = undefined;
});

/** The app's client as it comes out in this environment. */
const client = async () => (await import("./client")).inngest;

describe("which engine runs the jobs", () => {
  it("is the local runner where none is named, with a key of its own that stays the same", () => {
    const engine = jobEngine();
    expect(engine).toMatchObject({
      kind: "local-runner",
      signingKey: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(jobEngine()).toBe(engine);
    holder.flexbillJobEngine = undefined;
    expect(jobEngine()).not.toEqual(engine);
  });

  it.each(["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY", "INNGEST_BASE_URL"])(
    "is Inngest where %s names it",
    (name) => {
      vi.stubEnv(name, "something");
      expect(jobEngine()).toEqual({ kind: "inngest", isDevServer: false });
    },
  );

  it("is Inngest's dev server in development alone", () => {
    vi.stubEnv("INNGEST_DEV", "1");
    vi.stubEnv("NODE_ENV", "development");
    expect(jobEngine()).toEqual({ kind: "inngest", isDevServer: true });
  });
});

describe("a built app", () => {
  beforeEach(() => {
    vi.stubEnv("NODE_ENV", "production");
    vi.stubEnv("INNGEST_DEV", "1");
  });

  it("ignores INNGEST_DEV with the local runner: calls must be signed", async () => {
    expect(jobEngine().kind).toBe("local-runner");
    expect((await client()).mode).toBe("cloud");
  });

  it("ignores INNGEST_DEV with an engine: calls must be signed", async () => {
    vi.stubEnv("INNGEST_SIGNING_KEY", "signkey-prod-c0ffee");
    expect((await client()).mode).toBe("cloud");
  });
});
