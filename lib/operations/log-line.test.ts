import { DrizzleQueryError } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { causeOf, logLine } from "./log-line";

let out: string[] = [];
let err: string[] = [];
beforeEach(() => {
  [out, err] = [[], []];
  vi.spyOn(console, "log").mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, "error").mockImplementation((line: string) => void err.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("a line of the log", () => {
  it("is JSON with time, level, message and ids; warnings and errors go to standard error", () => {
    vi.stubEnv("LOG_LEVEL", "info");
    logLine("info", "Sync run ended", { tenantId: "t-1", runId: "r-1", lines: 4, error: null });
    logLine("warn", "A step failed", { step: "record" });
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
        ...{ level: "info", message: "Sync run ended", tenantId: "t-1", runId: "r-1", lines: 4, error: null },
      },
    ]);
    expect(err.map((line) => JSON.parse(line))).toMatchObject([{ level: "warn", step: "record" }]);
    expect(out[0]).not.toContain("\n");
  });

  it("is written from the level on that is asked for: by default informs in a built app, and warns elsewhere", () => {
    logLine("info", "quiet");
    vi.stubEnv("NODE_ENV", "production");
    logLine("info", "told");
    logLine("debug", "quiet");
    vi.stubEnv("LOG_LEVEL", "error");
    logLine("warn", "quiet");
    logLine("error", "told");
    expect([...out, ...err].map((line) => JSON.parse(line).message)).toEqual(["told", "told"]);
  });

  it("leaves out fields that hold secrets by their names, and the values of a failed query", () => {
    const secrets = {
      apiKey: "s3cret",
      authorization: "s3cret",
      accessToken: "s3cret",
      client_secret: "s3cret",
    };
    const cause = causeOf(new DrizzleQueryError("insert into t values ($1)", ["s3cret"]));
    logLine("error", "Refused", { ...secrets, cause, key: "asset-pass", dedupeKey: "r/c" });
    expect(err[0]).not.toContain("s3cret");
    expect(JSON.parse(err[0]!)).toMatchObject({
      cause: expect.stringContaining("insert into t"),
      key: "asset-pass",
      dedupeKey: "r/c",
    });
  });

  it("is cut where it is very long", () => {
    logLine("error", "x".repeat(2_000), { detail: "y".repeat(2_000) });
    expect(err[0]!.length).toBeLessThan(1_200);
  });
});
